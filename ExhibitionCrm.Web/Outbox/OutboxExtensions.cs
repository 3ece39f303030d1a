namespace ExhibitionCrm.Web.Outbox;

internal static class OutboxExtensions
{
    public static void AddOutbox<THandler>(this IServiceCollection services, OutboxOptions options)
        where THandler : class, IOutboxHandler
    {
        services.AddSingleton(options);
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<OutboxQueue>();
        services.AddScoped<OutboxRequeue>();
        services.AddSingleton<OutboxGauge>();
        services.AddSingleton<Func<OutboxLane>>(provider => () =>
            ActivatorUtilities.CreateInstance<OutboxLane>(provider, ActivatorUtilities.CreateInstance<THandler>(provider)));
        services.AddHostedService<OutboxWorker>();
        services.AddHealthChecks().AddCheck<OutboxGauge>("outbox");
    }
}
