using Xunit.Abstractions;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The development stack, on a copy of the source. It builds, so one test looks at all of it.</summary>
[Collection(OneStackAtATime.Name)]
public sealed class DevelopmentStackTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Rebuild = TimeSpan.FromMinutes(2);

    [EngineFact]
    public async Task Stack_FromTheSource_ServesEditsAndACounterPrintsMailShowsTheDatabaseAndKeepsIt()
    {
        await using var stack = await ComposeStack.DevelopmentAsync();
        await stack.UpAsync("--build");
        await stack.WaitHealthyAsync(output);
        var container = await stack.ContainerAsync("web");

        await EditAsync(stack, "ExhibitionCrm.Web/Accounts/SignIn.cshtml", "<p id=\"edited\">an edit</p>");
        using var http = new HttpClient { BaseAddress = stack.SiteUrl };
        await Eventually.TrueAsync(
            async () => (await PageAsync(http, "/account/sign-in")).Contains("an edit", StringComparison.Ordinal), "the edited page", Rebuild);
        var same = await stack.ContainerAsync("web");
        Assert.Equal((container.Id, "0"), (same.Id, await Engine.RunAsync("inspect", "--format", "{{.RestartCount}}", same.Id)));

        using var counter = await Counter.OpenAsync(stack);
        var id = await StackLife.AssertCounterServesAsync(counter);
        await Eventually.TrueAsync(async () => await LogHasMailAsync(stack, id), "the mail in the log");
        Assert.Equal([id], await stack.QueryAsync("select id from customers"));

        using var adminer = new HttpClient { BaseAddress = stack.UrlOf("adminer", 8080) };
        var login = await adminer.GetStringAsync(new Uri("/", UriKind.Relative));
        Assert.Contains("Adminer", login, StringComparison.Ordinal);
        Assert.Contains("value=\"db\"", login, StringComparison.Ordinal);
        Assert.Contains("value=\"pgsql\" selected", await adminer.GetStringAsync(new Uri("/?pgsql=db", UriKind.Relative)), StringComparison.Ordinal);
        Assert.StartsWith("exhibition_db_dev", (await stack.ExecAsync("db", "psql", "-U", "dev_user", "-d", "exhibition_db_dev", "-Atc", "select current_database()")), StringComparison.Ordinal);

        // The verb of the README, against a database that is up to date.
        await stack.ExecAsync("web", "crm", "migrate");

        // Without web, which would be built once more.
        await stack.DownAsync();
        await stack.UpAsync("--wait", "db");
        Assert.Equal([$"{id}|20.00"], await stack.QueryAsync("select id, bill_total from customers"));
        await stack.DownAsync("--volumes");
        Assert.Equal("", await Engine.RunAsync("volume", "ls", "-q", "--filter", $"label=com.docker.compose.project={stack.Project}"));
    }

    private static async Task EditAsync(ComposeStack stack, string file, string addition)
    {
        var path = Path.Combine(stack.Folder.Root, file);
        await File.AppendAllTextAsync(path, $"\n{addition}\n");
    }

    private static async Task<bool> LogHasMailAsync(ComposeStack stack, string id)
    {
        var log = await stack.LogsAsync("web");
        return log.Contains("ada@example.org", StringComparison.Ordinal) && log.Contains(id, StringComparison.Ordinal);
    }

    // While the program is built anew nothing answers.
    private static async Task<string> PageAsync(HttpClient http, string path)
    {
        try
        {
            return await http.GetStringAsync(new Uri(path, UriKind.Relative));
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
