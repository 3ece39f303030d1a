using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace ExhibitionCrm.Web.Accounts;

internal static class AccountsExtensions
{
    public static void AddAccounts(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(SignInLimitOptions.Read(settings));
        services.AddSingleton(StaffSessionOptions.Read(settings));
        services.AddSingleton(SecondFactorOptions.Read(settings));
        services.AddSingleton<SignInLimiter>();
        services.AddScoped<SignInCounts>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<KnownDevices>();
        // Before Identity's own, which then stays away.
        services.AddScoped<IUserValidator<StaffUser>, AccountRules>();
        services.AddScoped<ILookupNormalizer, AccountNormalizer>();
        services.AddScoped<IPasswordHasher<StaffUser>, StaffPasswordHasher>();
        services.AddIdentity<StaffUser, IdentityRole<Guid>>(Rules)
            .AddEntityFrameworkStores<CrmDbContext>()
            .AddUserStore<StaffUserStore>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<TotpProvider>(TokenOptions.DefaultAuthenticatorProvider)
            .AddErrorDescriber<AccountErrors>()
            .AddPasswordValidator<PasswordRules>()
            .AddUserManager<StaffUserManager>()
            .AddSignInManager<StaffSignInManager>();
        services.AddAuthorization(Policies.Add);
        services.AddScoped<SignInService>();
        services.AddScoped<SignInAttempts>();
        services.AddScoped<AccountList>();
        services.AddScoped<PasswordService>();
        services.AddScoped<SecondFactorService>();
        services.AddSingleton<SecondFactorSecrets>();
        services.AddScoped<SessionService>();
        services.AddScoped<ExhibitionRoleClaims>();
        services.AddSingleton<EventWording, AccountWording>();
        services.AddRateLimiter(SignInLimit.Add);

        // Sessions that this process ends are over at once, those that another one ends within this time.
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromSeconds(1));
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = StaffPasswordHasher.Iterations);
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = PasswordService.LinkLifetime);
        services.ConfigureApplicationCookie(SessionCookie.Set);
        Name(IdentityConstants.ApplicationScheme, "session");
        Name(IdentityConstants.TwoFactorUserIdScheme, "code");

        void Name(string scheme, string cookie) => services.AddOptions<CookieAuthenticationOptions>(scheme)
            .Configure<SiteCookies>((options, cookies) => cookies.Set(options.Cookie, cookie));
    }

    /// <summary>After it is known who asks for what.</summary>
    public static void UseAccounts(this WebApplication app) => app.UseMiddleware<SecondFactorDemand>();

    private static void Rules(IdentityOptions options)
    {
        // Length is what makes a password strong; rules about its characters make it forgotten.
        options.Password = new PasswordOptions
        {
            RequiredLength = 10,
            RequiredUniqueChars = 5,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };
        options.User.RequireUniqueEmail = true;
    }
}
