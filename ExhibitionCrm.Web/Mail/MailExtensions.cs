using ExhibitionCrm.Web.Audit;

namespace ExhibitionCrm.Web.Mail;

internal static class MailExtensions
{
    public static void AddMail(this IServiceCollection services)
    {
        services.AddSingleton<OutboxSignal>();
        services.AddScoped<Outbox>();
        services.AddScoped<MassResend>();
        services.AddScoped<MailList>();
        services.AddScoped<MailComposer>();
        services.AddSingleton<EventWording, MailWording>();
        services.AddSingleton<SmtpConnections>();
        services.AddSingleton<IMailTransport>(s => s.GetRequiredService<MailOptions>().Backend switch
        {
            MailBackend.Console => ActivatorUtilities.CreateInstance<ConsoleTransport>(s),
            MailBackend.File => ActivatorUtilities.CreateInstance<FileTransport>(s),
            _ => ActivatorUtilities.CreateInstance<SmtpTransport>(s),
        });
        services.AddSingleton<OutboxClaims>();
        services.AddSingleton<OutboxSender>();
        services.AddSingleton<OutboxGauge>();
        services.AddHostedService<OutboxWorker>();
        services.AddHealthChecks().AddCheck<OutboxGauge>("outbox");
    }
}
