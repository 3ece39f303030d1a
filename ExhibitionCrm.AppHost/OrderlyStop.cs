using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ExhibitionCrm.AppHost;

/// <summary>Stops the site before what it stands on: the orchestrator by itself stops everything at once, and the dashboard first.</summary>
internal sealed class OrderlyStop(IResource first, ResourceCommandService commands) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Services stop in the reverse order of their registration: this one before the orchestrator's.
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await commands.ExecuteCommandAsync(first, KnownResourceCommands.StopCommand, cancellationToken);
}

internal static class OrderlyStopExtensions
{
    public static IResourceBuilder<ProjectResource> WithOrderlyStop(this IResourceBuilder<ProjectResource> web)
    {
        web.ApplicationBuilder.Services.AddHostedService(services =>
            new OrderlyStop(web.Resource, services.GetRequiredService<ResourceCommandService>()));
        return web;
    }
}
