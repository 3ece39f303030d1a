namespace ExhibitionCrm.Web.Mail;

internal static class MailExtensions
{
    public static void AddMail(this IServiceCollection services) => services.AddSingleton<OutboxSignal>();
}
