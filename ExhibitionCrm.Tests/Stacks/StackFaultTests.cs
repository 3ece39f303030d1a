namespace ExhibitionCrm.Tests.Stacks;

/// <summary>What an operator can do wrong, and what the stack says then.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class StackFaultTests
{
    [EngineTheory]
    [InlineData("SECRET_KEY")]
    [InlineData("DB_PASSWORD")]
    [InlineData("DB_WEB_PASSWORD")]
    public async Task Up_WithoutARequiredVariable_StopsAndNamesIt(string variable)
    {
        await using var stack = await ComposeStack.BasicAsync();
        stack.Set(variable, null);
        var answer = await stack.TryAsync(["up", "-d"]);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains($"Set {variable} in .env", answer.Error, StringComparison.Ordinal);
        Assert.Equal("", await Engine.RunAsync("ps", "-aq", "--filter", $"label=com.docker.compose.project={stack.Project}"));
    }

    [EngineFact]
    public async Task Up_WithASecretKeyOfAnExample_SaysSoAndServesNothing()
    {
        await using var stack = await ComposeStack.BasicAsync(("SECRET_KEY", "change-me-change-me-change-me-0123456789"));
        await AssertMigrateFailsAsync(stack, "SECRET_KEY looks like a development key");
    }

    [EngineFact]
    public async Task Up_WithAnotherPasswordThanTheVolumes_SaysSoAndServesNothing()
    {
        await using var stack = await ComposeStack.BasicAsync();
        await stack.UpAsync("--wait", "db");
        await stack.DownAsync();
        var wrong = Guid.NewGuid().ToString("N");
        stack.Set("DB_PASSWORD", wrong);
        Assert.DoesNotContain(wrong, await AssertMigrateFailsAsync(stack, "password authentication failed for user \"exhibition\""), StringComparison.Ordinal);
    }

    [EngineFact]
    public async Task Up_WithAMigrationThatFails_SaysSoAndServesNothing()
    {
        await using var stack = await ComposeStack.BasicAsync();
        await stack.UpAsync("--wait", "db");
        await stack.QueryAsync("create table customers (note text)");
        await AssertMigrateFailsAsync(stack, "relation \"customers\" already exists");
    }

    [EngineFact]
    public async Task Up_WithSmtpAndNoMailServer_SaysSoAndServesNothing()
    {
        await using var stack = await ComposeStack.BasicAsync(("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", ""));
        await AssertMigrateFailsAsync(stack, "EMAIL_HOST");
    }

    private static async Task<string> AssertMigrateFailsAsync(ComposeStack stack, string reason)
    {
        var answer = await stack.TryAsync(["up", "-d"]);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.Contains("migrate", answer.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, (await stack.ContainerAsync("migrate")).ExitCode);
        Assert.False(await stack.IsServingAsync());
        var log = await stack.LogsAsync("migrate");
        Assert.Contains(reason, log, StringComparison.Ordinal);
        return log;
    }
}
