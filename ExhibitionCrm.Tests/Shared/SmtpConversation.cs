using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace ExhibitionCrm.Tests;

/// <summary>One connection to an <see cref="SmtpSink"/>.</summary>
internal sealed class SmtpConversation(SmtpSink sink, TcpClient client, int number)
{
    private readonly SmtpSecurity _security = sink.Security;
    private Stream _stream = client.GetStream();
    private StreamReader _reader = null!;
    private string _sender = "";
    private string _recipient = "";
    private string? _user;

    public async Task RunAsync(CancellationToken stop)
    {
        await using var closed = stop.Register(client.Dispose);
        using (client)
        {
            try
            {
                if (_security.IsImplicit)
                {
                    await EncryptAsync(stop);
                }

                _reader = Reader();
                var goesOn = await AnswerAsync("CONNECT", "220 sink.example ESMTP", stop);
                while (goesOn && await _reader.ReadLineAsync(stop) is { } line)
                {
                    goesOn = await HandleAsync(line, stop);
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The other side, or the test, went away.
            }
        }
    }

    private bool IsEncrypted => _stream is SslStream;

    private async Task<bool> HandleAsync(string line, CancellationToken stop)
    {
        var verb = line.Split(' ', ':')[0].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO" or "HELO":
                return await AnswerAsync("EHLO", Capabilities(), stop);
            case "STARTTLS":
                var starts = await AnswerAsync(verb, "220 go ahead", stop);
                await EncryptAsync(stop);
                _reader = Reader();
                return starts;
            case "AUTH":
                return await SignInAsync(line, stop);
            case "MAIL" when _security.Account is not null && _user is null:
                return await AnswerAsync(verb, "530 5.7.0 Authentication required", stop);
            case "MAIL":
                (_sender, _recipient) = (Address(line), "");
                return await AnswerAsync(verb, "250 ok", stop, line);
            case "RCPT":
                _recipient = Address(line);
                return await AnswerAsync(verb, "250 ok", stop, line);
            case "DATA":
                return await ReceiveAsync(stop);
            case "QUIT":
                await AnswerAsync(verb, "221 bye", stop);
                return false;
            case "NOOP" or "RSET":
                return await AnswerAsync(verb, "250 ok", stop);
            default:
                return await AnswerAsync(verb, "500 what?", stop);
        }
    }

    private string Capabilities()
    {
        string?[] offered =
        [
            "250-sink.example",
            _security.Certificate is not null && !IsEncrypted ? "250-STARTTLS" : null,
            _security.Account is not null ? $"250-AUTH {_security.Mechanisms}" : null,
            .. _security.Extensions.Select(extension => $"250-{extension}"),
            "250 8BITMIME",
        ];
        return string.Join("\r\n", offered.OfType<string>());
    }

    private async Task<bool> SignInAsync(string line, CancellationToken stop)
    {
        var words = line.Split(' ');
        string[] said;
        if (words[1] == "PLAIN")
        {
            said = Decode(words.Length > 2 ? words[2] : await AskAsync("", stop)).Split('\0')[1..];
        }
        else
        {
            said = [Decode(words.Length > 2 ? words[2] : await AskAsync("VXNlcm5hbWU6", stop)), Decode(await AskAsync("UGFzc3dvcmQ6", stop))];
        }

        var isRight = _security.Account is var (user, password) && said[0] == user && said[1] == password;
        _user = isRight ? said[0] : null;
        return await AnswerAsync("AUTH", isRight ? "235 welcome" : "535 5.7.8 Authentication credentials invalid", stop);
    }

    private async Task<string> AskAsync(string question, CancellationToken stop)
    {
        await WriteAsync($"334 {question}", stop);
        return await _reader.ReadLineAsync(stop) ?? "";
    }

    private async Task<bool> ReceiveAsync(CancellationToken stop)
    {
        var start = sink.React(Step("DATA"));
        if (!await DoAsync(start, "354 go ahead", stop) || start.Reply is not null)
        {
            return !start.HangUp;
        }

        var text = new StringBuilder();
        string? line;
        for (var lines = 0; (line = await _reader.ReadLineAsync(stop)) is not (null or "."); lines++)
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            if (lines == 5 && sink.React(Step("TEXT")).HangUp)
            {
                return false;
            }
        }

        if (line is null)
        {
            // Gone in its midst: no mail.
            return false;
        }

        // Kept before the answer: from here on the mail is this server's to deliver.
        var reaction = sink.React(Step("END"));
        if (reaction.Reply?.StartsWith('2') != false && reaction.Delay != Timeout.InfiniteTimeSpan)
        {
            var bytes = Encoding.Latin1.GetBytes(text.ToString());
            using var source = new MemoryStream(bytes);
            sink.Keep(new ReceivedMail(_sender, _recipient, await MimeMessage.LoadAsync(source, stop), text.ToString(), IsEncrypted, _user, number));
        }

        return await DoAsync(reaction, "250 accepted", stop);
    }

    private Task<bool> AnswerAsync(string verb, string reply, CancellationToken stop, string line = "") =>
        DoAsync(sink.React(Step(verb) with { Line = line }), reply, stop);

    private async Task<bool> DoAsync(SmtpReaction reaction, string reply, CancellationToken stop)
    {
        if (reaction is { HangUp: true, Reply: null })
        {
            return false;
        }

        await Task.Delay(reaction.Delay, stop);
        await WriteAsync(reaction.Reply ?? reply, stop);
        return !reaction.HangUp;
    }

    private async Task WriteAsync(string reply, CancellationToken stop) =>
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{reply}\r\n"), stop);

    private async Task EncryptAsync(CancellationToken stop)
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _security.Certificate!.Certificate }, stop);
        _stream = tls;
    }

    // Bytes as they are; what is more than ASCII in a command is UTF-8.
    private StreamReader Reader() => new(_stream, Encoding.Latin1);

    private SmtpStep Step(string verb) => new(verb, _recipient, number);

    private static string Address(string line) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(
        line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]));

    private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));
}
