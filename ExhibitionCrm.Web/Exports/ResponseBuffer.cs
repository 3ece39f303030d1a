using System.Buffers;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// Stands between an archive and a response. A ZipArchive writes synchronously when an entry is closed, even where
/// that is awaited (until .NET 11, https://github.com/dotnet/runtime/issues/121624), which a response refuses; so it
/// writes into memory, and what has gathered there is sent asynchronously between the rows.
/// </summary>
internal sealed class ResponseBuffer(Stream destination) : Stream
{
    private const int Full = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _waiting = new(Full * 2);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Sends what waits once it is worth it.</summary>
    public ValueTask SendFullAsync(CancellationToken cancellationToken) =>
        _waiting.WrittenCount < Full ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await destination.WriteAsync(_waiting.WrittenMemory, cancellationToken);
        _waiting.ResetWrittenCount();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _waiting.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is sent but by SendAsync.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
