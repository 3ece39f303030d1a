using System.Diagnostics;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Forms;
using ExhibitionCrm.Web.Lists;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.WebEncoders;

namespace ExhibitionCrm.Web.Shell;

internal static class PagesExtensions
{
    private const int BodyLimit = 1_000_000;

    private static readonly string[] FoldersOfInstallation = ["/Accounts", "/Staff", "/Settings", "/Exhibitions", "/Shell"];
    private static readonly string[] SharedFolders = ["Shell", "Forms", "Lists"];

    public static void AddPages(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimit;
        });
        services.AddMemoryCache(o => o.SizeLimit = 10_000);
        services.AddSingleton<KeysetPaginator>();

        // Pages sit in their feature's folder, what they share in the shell's, the forms' and the lists'.
        services.AddRazorPages(o =>
        {
            o.RootDirectory = "/";
            foreach (var folder in FoldersOfInstallation)
            {
                o.Conventions.AddFolderApplicationModelConvention(folder, page => page.EndpointMetadata.Add(new OfInstallation()));
            }
        }).AddMvcOptions(o =>
        {
            o.Filters.Add<UnsentFormFilter>();
            o.Filters.Add<MethodFilter>();
            o.Filters.Add<OutageFilter>();
            o.Filters.Add<ArchivedFilter>();

            // What an address names is never replaced by a field of a form.
            var route = o.ValueProviderFactories.OfType<RouteValueProviderFactory>().Single();
            o.ValueProviderFactories.Remove(route);
            o.ValueProviderFactories.Insert(0, route);
        });
        services.Configure<RazorViewEngineOptions>(o =>
        {
            foreach (var folder in SharedFolders)
            {
                o.PageViewLocationFormats.Add($"/{folder}/{{0}}.cshtml");
                o.ViewLocationFormats.Add($"/{folder}/{{0}}.cshtml");
            }
        });
        services.Configure<MvcViewOptions>(o => o.HtmlHelperOptions.ClientValidationEnabled = false);
        services.AddScoped<Links>();
        services.AddScoped<KeptTexts>();
        services.AddScoped<UnsentForms>();
        services.AddSingleton<FormOwner>();
        services.AddSingleton(s => new SiteCookies(s.GetRequiredService<CrmOptions>(), s.GetRequiredService<DatabaseOptions>()));
        services.AddAntiforgery(o => o.SuppressXFrameOptionsHeader = true);
        services.AddOptions<AntiforgeryOptions>().Configure<SiteCookies>((o, cookies) => cookies.Set(o.Cookie, "form"));
        services.AddOptions<CookieTempDataProviderOptions>().Configure<SiteCookies>((o, cookies) => cookies.Set(o.Cookie, "note"));

        // Names are written in many scripts; without this each letter would become a numeric reference.
        services.Configure<WebEncoderOptions>(o => o.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
    }

    /// <param name="beforeRouting">Says which address is meant.</param>
    public static void UsePages(this WebApplication app, Func<HttpContext, RequestDelegate, Task> beforeRouting)
    {
        var options = app.Services.GetRequiredService<CrmOptions>();
        if (!options.TrustedProxies.AreNone)
        {
            app.UseMiddleware<ProxyHeaders>(options.TrustedProxies, TimeProvider.System, new ProxyHeaders.Lookup(Dns.GetHostAddressesAsync));
        }

        if (app.Services.GetRequiredService<SiteCookies>().AreSecure)
        {
            app.UseCookiePolicy(new CookiePolicyOptions { Secure = CookieSecurePolicy.Always });
        }

        app.UseMiddleware<SecurityHeaders>();
        app.Use(CountWaitingForTheDatabase);
        if (options.Debug)
        {
            app.UseDeveloperExceptionPage();
        }
        else
        {
            // With services of its own: those of the request may hold a connection or an answer that failed.
            app.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = $"{ErrorModel.Path}/500",
                CreateScopeForErrors = true,
                StatusCodeSelector = failure => failure.IsOutage() ? StatusCodes.Status503ServiceUnavailable
                    : ArchivedExhibition.MessageFor(failure) is not null ? StatusCodes.Status409Conflict
                    : StatusCodes.Status500InternalServerError,
            });
        }

        app.UseStatusCodePagesWithReExecute(ErrorModel.Path + "/{0}");
        app.Use(RefuseUnreadableFormsAsync);
        app.Use(beforeRouting);
        app.UseRouting();
        app.Use(LeaveNoTraceOfStaticFiles);
        app.UseRateLimiter();
        app.UseAuthentication();
    }

    /// <summary>After it is known who asks, and about which exhibition.</summary>
    public static void UsePolicies(this WebApplication app)
    {
        app.UseMiddleware<RoleHere>();
        app.UseAuthorization();
    }

    /// <summary>Asynchronous, so that what it begins ends with the request.</summary>
    private static async Task CountWaitingForTheDatabase(HttpContext context, RequestDelegate next)
    {
        DatabasePatience.Begin();
        await next(context);
    }

    /// <summary>A form that cannot be read is the sender's fault, whatever the reading threw; .NET refuses UTF-7, for one.</summary>
    private static async Task RefuseUnreadableFormsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (
            e is NotSupportedException or AntiforgeryValidationException or InvalidDataException
            && context.Request.HasFormContentType && context.Features.Get<IFormFeature>()?.Form is null && !context.Response.HasStarted)
        {
            context.Response.StatusCode = e is NotSupportedException ? StatusCodes.Status415UnsupportedMediaType : StatusCodes.Status400BadRequest;
        }
    }

    /// <summary>A page asks for a dozen; in a list of traces they would hide what people do.</summary>
    private static Task LeaveNoTraceOfStaticFiles(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
            && context.Features.Get<IHttpActivityFeature>()?.Activity is { } request)
        {
            request.IsAllDataRequested = false;
            request.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }

        return next(context);
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();

        // Where monitors, and people who knew the older system, look.
        app.MapGet("/admin/", () => Results.Redirect(Links.Start)).WithMetadata(new OfInstallation());
    }
}
