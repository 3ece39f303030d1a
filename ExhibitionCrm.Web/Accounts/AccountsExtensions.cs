using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Security;
using ExhibitionCrm.Web.Shell;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ExhibitionCrm.Web.Accounts;

internal static class AccountsExtensions
{
    public static void AddAccounts(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(SignInLimitOptions.Read(settings));
        services.AddSingleton<SignInLimiter>();
        services.AddSingleton<PasswordHashing>();
        services.AddSingleton<KnownDevices>();
        // Before Identity's own, which then stays away.
        services.AddScoped<IUserValidator<StaffUser>, AccountRules>();
        services.AddScoped<ILookupNormalizer, AccountNormalizer>();
        services.AddScoped<IPasswordHasher<StaffUser>, StaffPasswordHasher>();
        services.AddIdentity<StaffUser, IdentityRole<Guid>>(Rules)
            .AddEntityFrameworkStores<CrmDbContext>()
            .AddDefaultTokenProviders()
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
        services.AddSingleton<EventWording, AccountWording>();
        services.AddRateLimiter(SignInLimit.Add);

        // Who was shut out, or changed the password, is gone from every browser within this time.
        services.Configure<SecurityStampValidatorOptions>(o => o.ValidationInterval = TimeSpan.FromSeconds(30));
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = StaffPasswordHasher.Iterations);
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = PasswordService.LinkLifetime);
        services.ConfigureApplicationCookie(SessionCookie);
        services.AddSingleton<IPostConfigureOptions<CookieAuthenticationOptions>, SecureCookies>();
    }

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

    private static void SessionCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "crm.session";
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.LoginPath = Links.SignIn;
        options.LogoutPath = Links.SignOut;
        options.ReturnUrlParameter = "returnUrl";
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        // Error pages do without the database, which may be what failed. Between two looks at the account, the validator
        // would only be made to find that it is too soon.
        options.Events.OnValidatePrincipal = context => WasLookedAtJustNow(context) || context.Request.Path.StartsWithSegments(ErrorModel.Path)
            ? Task.CompletedTask
            : SecurityStampValidator.ValidatePrincipalAsync(context);
        options.Events.OnSignedIn = context =>
        {
            context.HttpContext.RequestServices.GetRequiredService<KnownDevices>().Remember(context.HttpContext, context.Principal!.Id());
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            LogDenial(context.HttpContext);
            return Task.CompletedTask;
        };
    }

    private static void LogDenial(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AccountsExtensions).FullName!)
            .LogWarning("{Endpoint} was denied to account {AccountId}", context.GetEndpoint()?.DisplayName, context.User.Id());

    private static bool WasLookedAtJustNow(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        return context.Properties.IssuedUtc is { } looked
            && services.GetRequiredService<TimeProvider>().GetUtcNow() - looked
                <= services.GetRequiredService<IOptions<SecurityStampValidatorOptions>>().Value.ValidationInterval;
    }

    private sealed class SecureCookies(CrmOptions options) : IPostConfigureOptions<CookieAuthenticationOptions>
    {
        public void PostConfigure(string? name, CookieAuthenticationOptions cookie)
        {
            if (options.AppUrl.Scheme == Uri.UriSchemeHttps)
            {
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            }
        }
    }
}
