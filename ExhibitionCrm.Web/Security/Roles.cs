using Microsoft.AspNetCore.Authorization;

namespace ExhibitionCrm.Web.Security;

/// <summary>What people are: administrators of the installation, and everybody else what they are at an exhibition.</summary>
public static class Roles
{
    public const string Administrator = "Administrator";
    public const string Staff = "Staff";
    public const string Viewer = "Viewer";

    /// <summary>Said of who is no administrator where there are several exhibitions. Nobody's role.</summary>
    public const string ByExhibition = "By exhibition";

    public static readonly IReadOnlyList<string> All = [Administrator, Staff, Viewer];

    /// <summary>What the role may do, in a few words.</summary>
    public static string Describe(string role) => role switch
    {
        Administrator => "full access, including accounts, exports and settings",
        Staff => "can register customers and add and void bills",
        ByExhibition => "a role at each exhibition",
        _ => "read-only access",
    };
}

/// <summary>What a page or endpoint asks of the signed-in person. Without a word it asks for <see cref="Read"/>.</summary>
public static class Policies
{
    /// <summary>Any role.</summary>
    public const string Read = nameof(Read);

    /// <summary>Register customers, add and void bills, resend mail: administrators and staff.</summary>
    public const string Write = nameof(Write);

    /// <summary>Accounts, exports, settings, deletions: administrators.</summary>
    public const string Administer = nameof(Administer);

    /// <summary>Resend mail to more customers than <see cref="Mail.MailBatch.StaffLimit"/> at once, and call that back: administrators.</summary>
    public const string ResendToMany = nameof(ResendToMany);

    /// <summary>The claim of who may change nothing where they are, whatever their role: the exhibition is archived.</summary>
    public const string ReadsOnly = "reads-only";

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(Read, policy => policy.RequireRole(Roles.All));
        options.AddPolicy(Write, policy => policy.RequireRole(Roles.Administrator, Roles.Staff));
        options.AddPolicy(Administer, policy => policy.RequireRole(Roles.Administrator));
        options.AddPolicy(ResendToMany, policy => policy.RequireRole(Roles.Administrator));
        options.FallbackPolicy = options.DefaultPolicy = options.GetPolicy(Read)!;
    }

    /// <summary>The key of the signed-in person's account.</summary>
    public static Guid Id(this System.Security.Claims.ClaimsPrincipal user) =>
        Guid.Parse(user.FindFirst(System.Security.Claims.ClaimTypes.NameIdentifier)!.Value);

    /// <summary>For pages: whether to show what <see cref="Write"/> allows.</summary>
    public static bool MayWrite(this System.Security.Claims.ClaimsPrincipal user) =>
        !user.HasClaim(claim => claim.Type == ReadsOnly) && (user.IsInRole(Roles.Administrator) || user.IsInRole(Roles.Staff));

    /// <summary>For pages: whether to show what <see cref="Administer"/> allows.</summary>
    public static bool MayAdminister(this System.Security.Claims.ClaimsPrincipal user) => user.IsInRole(Roles.Administrator);
}
