using ExhibitionCrm.Web.Activity;
using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Outbox;

namespace ExhibitionCrm.Web.Mail;

internal static class MailExtensions
{
    private const int StepsOfASend = 3;
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);

    public static void AddMail(this IServiceCollection services, SettingsReader settings)
    {
        var options = MailSettings.Read(settings);
        services.AddSingleton(options);
        services.AddSingleton(new InstallationSender(options.From.ToString()));
        services.AddScoped<MailService>();
        services.AddScoped<MassResend>();
        services.AddScoped<MailList>();
        services.AddScoped<MailComposer>();
        services.AddSingleton<EventWording, MailWording>();
        services.AddTransient<IMailTransport>(provider => options.Backend switch
        {
            MailBackend.Console => ActivatorUtilities.CreateInstance<ConsoleTransport>(provider),
            MailBackend.File => ActivatorUtilities.CreateInstance<FileTransport>(provider),
            _ => ActivatorUtilities.CreateInstance<SmtpTransport>(provider),
        });
        services.AddOutbox<MailHandler>(new OutboxOptions(options.MaxConcurrency, (StepsOfASend * options.Timeout) + Margin));
    }
}
