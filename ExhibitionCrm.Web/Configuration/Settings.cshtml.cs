using System.Reflection;
using System.Runtime.InteropServices;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Staff;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Configuration;

/// <summary>What the operator has set, without the secrets. It is changed by environment variables only.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class SettingsModel(CrmOptions options, CrmDbContext db) : PageModel
{
    public CrmOptions Options => options;

    public static string Version =>
        typeof(SettingsModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public string Server { get; private set; } = "";

    /// <summary>The database's own estimates, which cost nothing.</summary>
    public (long Customers, long Bills) Rows { get; private set; }

    public string Mail => options.Mail switch
    {
        { Backend: MailBackend.Console } => "Written to the log, not sent (console)",
        { Backend: MailBackend.File, FilePath: var path } => $"Written to {path}, not sent (file)",
        var mail => $"{mail.Host}, port {mail.Port}, {Encryption(mail.Encryption)}",
    };

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        // Distributions add their own version after a blank.
        Server = (await db.Database.SqlQuery<string>($"select current_setting('server_version') as \"Value\"").SingleAsync(cancellation)).Split(' ')[0];
        Rows = (await EstimateAsync("customers", cancellation), await EstimateAsync("bills", cancellation));
    }

    private Task<long> EstimateAsync(string table, CancellationToken cancellation) => db.Database
        .SqlQuery<long>($"""
            select n_live_tup as "Value" from pg_stat_user_tables where schemaname = 'public' and relname = {table}
            """)
        .SingleAsync(cancellation);

    private static string Encryption(MailEncryption encryption) => encryption switch
    {
        MailEncryption.StartTls => "encrypted with STARTTLS",
        MailEncryption.Tls => "encrypted with TLS",
        _ => "not encrypted",
    };
}
