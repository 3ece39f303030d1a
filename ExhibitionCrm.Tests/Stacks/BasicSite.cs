using System.Net;

namespace ExhibitionCrm.Tests.Stacks;

/// <summary>The basic stack, serving, with a mail server outside of it and somebody at a counter. A class fixture.</summary>
public sealed class BasicSite : IAsyncLifetime
{
    private ComposeStack? _stack;
    private Counter? _counter;

    internal ComposeStack Stack => _stack!;

    internal Counter Counter => _counter!;

    internal SmtpSink Mail { get; } = SmtpSink.Start(address: IPAddress.Any);

    internal static async Task<ComposeStack> CreateAsync(SmtpSink mail) => await ComposeStack.BasicAsync(
        ("EMAIL_BACKEND", "smtp"),
        ("EMAIL_HOST", await Engine.HostAddressAsync()),
        ("EMAIL_PORT", $"{mail.Port}"),
        ("EMAIL_USE_TLS", "False"),

        // Decides how soon a mail that a killed process had in hand is taken up by another.
        ("EMAIL_TIMEOUT", "5"),
        ("DEFAULT_FROM_EMAIL", "Exhibition <crm@exhibition.example>"));

    public async Task InitializeAsync()
    {
        // Also made for a class of which every test is skipped.
        if (Engine.WhyToSkip is not null)
        {
            return;
        }

        _stack = await CreateAsync(Mail);
        await Stack.UpAsync();
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
