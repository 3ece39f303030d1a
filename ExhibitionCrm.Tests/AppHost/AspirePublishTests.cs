using ExhibitionCrm.AppHost.Compose;
using ExhibitionCrm.Tests.Stacks;

namespace ExhibitionCrm.Tests.AppHost;

public sealed class AspirePublishTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crm-publish-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // With the arguments that "aspire publish --output-path" passes on.
    [Fact]
    public async Task Publish_IntoAFolder_WritesTheWholeStacks()
    {
        var (exitCode, output) = await AppHostProgram.RunAsync("--operation", "publish", "--step", "publish", "--output-path", _folder);
        Assert.True(exitCode == 0, output);
        Assert.Empty(ComposeFolder.Compare(_folder, ComposeFiles.All()));
        Assert.Empty(HandWrittenFiles.Copy(StackFolder.Committed, _folder));
    }
}
