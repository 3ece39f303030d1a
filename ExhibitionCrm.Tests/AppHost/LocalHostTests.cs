using System.Net;
using System.Net.Sockets;
using ExhibitionCrm.AppHost;

namespace ExhibitionCrm.Tests.AppHost;

public sealed class LocalHostTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("crm-host-").FullName;
    private readonly int _port = FindFreePort();

    public LocalHostTests()
    {
        if (!OperatingSystem.IsWindows())
        {
            // The database server may run under another account.
            File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Start_EmptyFolder_ServesSiteAndStopsWithoutRemains()
    {
        await using var host = await LocalHostProcess.StartAsync(_folder, _port);
        Assert.True(host.Output.Contains($"Exhibition CRM runs at http://localhost:{_port}", StringComparison.Ordinal), host.Output);
        Assert.NotNull(host.Password);
        using (var client = new CrmClient(host.Address, new CookieContainer(), () => host.Output))
        {
            await WorkAsync(client, host.Password!);
        }

        var children = host.ChildProcesses();
        Assert.All(children, child => Assert.True(IsRunning(child)));
        await host.StopAsync();

        Assert.Equal(0, host.ExitCode);
        Assert.All(children, child => Assert.False(IsRunning(child)));
    }

    /// <summary>A counter's first minute: sign in, register, add a bill, find both again.</summary>
    private static async Task WorkAsync(CrmClient client, string password)
    {
        var signedIn = await client.SubmitAsync(await client.GetPageAsync("/account/sign-in"), ("UserName", "admin"), ("Password", password));
        Assert.Equal("/", signedIn.Location);
        var registered = await client.SubmitAsync(
            await client.GetPageAsync("/customers/new"),
            ("Input.Name", "Ada Lovelace"), ("Input.Email", "ada@example.org"), ("Input.Phone", "+49 30 123456"));
        var customer = await client.FollowAsync(registered);
        var added = await client.SubmitAsync(customer, customer.Form("form:has([name='Bill.Amount'])"), ("Bill.Amount", "12.50"));
        Assert.Contains("12.50 EUR", (await client.FollowAsync(added)).Text, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", (await client.GetPageAsync("/bills")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_AfterKill_ComesBackWithItsData()
    {
        await using var killed = await LocalHostProcess.StartAsync(_folder, _port);
        Assert.True(killed.Password is not null, killed.Output);
        var remains = killed.ChildProcesses();
        killed.Kill();
        await killed.WaitForExitAsync();
        Assert.All(remains, process => Assert.True(IsRunning(process)));

        await using var host = await LocalHostProcess.StartAsync(_folder, _port);
        Assert.True(host.Output.Contains("Sign in as admin", StringComparison.Ordinal), host.Output);
        Assert.Null(host.Password);
        Assert.All(remains, process => Assert.False(IsRunning(process)));
    }

    [Fact]
    public async Task Start_PortTaken_SaysHowToChooseAnother()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        await using var host = await LocalHostProcess.StartAsync(_folder, _port);
        Assert.Equal(1, host.ExitCode);
        Assert.Contains($"--port {_port + 1}", host.Output, StringComparison.Ordinal);
    }

    private static bool IsRunning(int process) => RunningProcess.Find(process) is not null;

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
