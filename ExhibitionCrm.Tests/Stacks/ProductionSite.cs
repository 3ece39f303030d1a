using System.Net;
using System.Net.NetworkInformation;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>
/// The production stack, serving with a certificate of a test authority, with a mail server outside of it and somebody
/// at a counter. A class fixture.
/// </summary>
public sealed class ProductionSite : IAsyncLifetime
{
    private ComposeStack? _stack;
    private Counter? _counter;

    internal ComposeStack Stack => _stack!;

    internal Counter Counter => _counter!;

    /// <summary>Ports that somebody else on this machine listened to before the stack was there.</summary>
    internal IReadOnlySet<int> TakenPorts { get; } = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(e => e.Port).ToHashSet();

    internal SmtpSink Mail { get; } = SmtpSink.Start(address: IPAddress.Any);

    internal static async Task<ComposeStack> CreateAsync(SmtpSink mail) => await ComposeStack.ProductionAsync(
        ("EMAIL_BACKEND", "smtp"), ("EMAIL_HOST", await Engine.HostAddressAsync()), ("EMAIL_PORT", $"{mail.Port}"), ("EMAIL_USE_TLS", "False"),

        // Decides how soon a mail that a killed process had in hand is taken up by another.
        ("EMAIL_TIMEOUT", "5"));

    public async Task InitializeAsync()
    {
        // Also made for a class of which every test is skipped.
        if (Engine.WhyToSkip is not null)
        {
            return;
        }

        _stack = await CreateAsync(Mail);
        var authority = TestAuthority.AddTo(Stack);
        await authority.StartAsync();
        await Stack.UpAsync();
        Stack.TrustedRoot = await authority.RootAsync();
        await Stack.WaitServingAsync();
        _counter = await Counter.OpenAsync(Stack);
    }

    public async Task DisposeAsync()
    {
        _counter?.Dispose();
        if (_stack is not null)
        {
            await _stack.DisposeAsync();
        }

        await Mail.DisposeAsync();
    }
}
