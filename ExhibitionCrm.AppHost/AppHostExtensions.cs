using Aspire.Hosting.Pipelines;
using ExhibitionCrm.AppHost.Compose;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ExhibitionCrm.AppHost;

/// <summary>What AppHost.cs says in one word.</summary>
internal static class AppHostExtensions
{
    public static IResourceBuilder<ProjectResource> WithSettings(this IResourceBuilder<ProjectResource> project, IReadOnlyDictionary<string, string> settings) =>
        settings.Aggregate(project, (configured, setting) => configured.WithEnvironment(setting.Key, setting.Value));

    /// <summary>Has <c>aspire publish</c> write the stacks into its output folder.</summary>
    public static void PublishStacks(this IDistributedApplicationBuilder builder) =>
        builder.Pipeline.AddStep(
            "publish-stacks",
            context =>
            {
                var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
                ComposeCommand.Write(folder, line => context.Logger.LogInformation("{Line}", line));
                return Task.CompletedTask;
            },
            requiredBy: WellKnownPipelineSteps.Publish);

    /// <summary>When the site answers, prints its address and the administrator that the migration made, if it made one.</summary>
    public static IResourceBuilder<ProjectResource> SayHowToSignIn(
        this IResourceBuilder<ProjectResource> web, DevelopmentAdministrator administrator, IResource migrate) =>
        web.OnResourceReady(async (_, ready, cancellationToken) =>
        {
            var created = false;
            await foreach (var lines in ready.Services.GetRequiredService<ResourceLoggerService>().GetAllAsync(migrate).WithCancellation(cancellationToken))
            {
                created |= lines.Any(line => DevelopmentAdministrator.IsCreatedBy(line.Content));
            }

            Console.WriteLine($"Exhibition CRM runs at http://localhost:{Topology.Web.Port}");
            Console.WriteLine(administrator.HowToSignIn(created));
        });
}
