using Aspire.Hosting.Pipelines;
using ExhibitionCrm.AppHost.Compose;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ExhibitionCrm.AppHost;

internal static class Stacks
{
    /// <summary>Has <c>aspire publish</c> write the stacks into its output folder, and <c>aspire deploy</c> say how they are deployed.</summary>
    public static void PublishStacks(this IDistributedApplicationBuilder builder)
    {
        builder.Pipeline.AddStep(
            "publish-stacks",
            context =>
            {
                var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
                ComposeCommand.Write(folder, line => context.Logger.LogInformation("{Line}", line));
                return Task.CompletedTask;
            },
            requiredBy: WellKnownPipelineSteps.Publish);
        builder.Pipeline.AddStep(
            "deploy-stacks",
            _ => throw new DistributedApplicationException(
                "\"aspire deploy\" deploys nothing here: the stacks need an .env of their machine. Write them with \"aspire publish\", then follow \"Deploy\" in README.md."),
            requiredBy: WellKnownPipelineSteps.Deploy);
    }
}
