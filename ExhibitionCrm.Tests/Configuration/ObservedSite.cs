namespace ExhibitionCrm.Tests.Configuration;

/// <summary>A site that is a process of its own, so that what its collector receives comes from it alone.</summary>
public sealed class ObservedSite : CrmSite
{
    private CrmProcess? _process;

    public TelemetryCollector Collector { get; private set; } = null!;

    public SmtpSink Sink { get; } = SmtpSink.Start();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Collector = await TelemetryCollector.StartAsync();
        var settings = AllSettings();
        foreach (var (name, value) in Sink.Settings.Concat(Collector.Settings.Select(s => (Name: s.Key, s.Value))))
        {
            settings[name] = value;
        }

        _process = CrmProcess.Start(settings);
        await _process.WaitUntilHealthyAsync();
    }

    public override async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await Collector.DisposeAsync();
        await Sink.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>A browser before the process. Who signs in does so elsewhere: both sites read the same cookies.</summary>
    public async Task<CrmClient> OpenAsync(string role)
    {
        using var signedIn = await SignInAsync(role);
        return new CrmClient(_process!.Url, signedIn.Cookies, () => _process.Output);
    }
}
