using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The production stack from a bare server to its end.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class ProductionStackLifeTests(ITestOutputHelper output)
{
    [EngineFact]
    public async Task Stack_WithoutAnAuthorityAtFirst_ServesAndGetsItsCertificateByItself()
    {
        await using var stack = await ComposeStack.ProductionAsync();
        var authority = TestAuthority.AddTo(stack);
        await stack.UpAsync();
        await stack.WaitServingAsync();
        Assert.Contains("the next try is in", await stack.LogsAsync("certbot"), StringComparison.Ordinal);

        await authority.StartAsync();
        stack.TrustedRoot = await authority.RootAsync();
        await stack.WaitServingAsync();
        await stack.WaitHealthyAsync(output);
    }
}
