using System.Reflection;
using System.Runtime.InteropServices;
using ExhibitionCrm.Web.Accounts;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using ExhibitionCrm.Web.Mail;
using ExhibitionCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ExhibitionCrm.Web.Settings;

/// <summary>What the exhibition is like, and what the operator has set by environment variables, without the secrets.</summary>
[Authorize(Policy = Policies.Administer)]
public sealed class IndexModel(
    CrmOptions options, CurrentExhibition current, SignInLimitOptions signIn, StaffSessionOptions sessions, SecondFactorOptions factor,
    MailOptions mail, CrmDbContext db)
    : PageModel
{
    public CrmOptions Options => options;

    public ExhibitionSettings Exhibition => current.Settings;

    public SignInLimitOptions SignInLimit => signIn;

    public StaffSessionOptions Sessions => sessions;

    public SecondFactorOptions SecondFactor => factor;

    public string Sender => mail.From.ToString();

    public static string Version =>
        typeof(IndexModel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    public static string Runtime => RuntimeInformation.FrameworkDescription;

    public string Server { get; private set; } = "";

    /// <summary>The database's own estimates, which cost nothing.</summary>
    public (long Customers, long Bills) Rows { get; private set; }

    public string Mail => mail switch
    {
        { Backend: MailBackend.Console } => "Written to the log, not sent (console)",
        { Backend: MailBackend.File, FilePath: var path } => $"Written to {path}, not sent (file)",
        _ => $"{mail.Host}, port {mail.Port}, {Encryption(mail.Encryption)}",
    };

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        // Distributions add their own version after a blank.
        Server = (await db.Database.SqlQuery<string>($"select current_setting('server_version') as \"Value\"").SingleAsync(cancellationToken)).Split(' ')[0];
        Rows = (await EstimateAsync("customers", cancellationToken), await EstimateAsync("bills", cancellationToken));
    }

    private Task<long> EstimateAsync(string table, CancellationToken cancellationToken) => db.Database
        .SqlQuery<long>($"""
            select n_live_tup as "Value" from pg_stat_user_tables where schemaname = 'public' and relname = {table}
            """)
        .SingleAsync(cancellationToken);

    private static string Encryption(MailEncryption encryption) => encryption switch
    {
        MailEncryption.StartTls => "encrypted with STARTTLS",
        MailEncryption.Tls => "encrypted with TLS",
        _ => "not encrypted",
    };
}
