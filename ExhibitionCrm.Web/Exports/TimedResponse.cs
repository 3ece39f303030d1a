using System.Diagnostics;

namespace ExhibitionCrm.Web.Exports;

/// <summary>
/// A response whose reader has to go on taking it, and only for so long altogether. A server's least rate would not do: it
/// counts from the beginning, and megabytes fit in what lies between the two.
/// </summary>
internal sealed class TimedResponse : Stream
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Stream _body;
    private readonly ExportLimits _limits;
    private readonly CancellationTokenSource _end;

    public TimedResponse(Stream body, ExportLimits limits, CancellationToken requestAborted)
    {
        (_body, _limits) = (body, limits);
        _end = CancellationTokenSource.CreateLinkedTokenSource(requestAborted);
        _end.CancelAfter(Left);
    }

    /// <summary>Cancelled when the reader is gone, or has taken too long.</summary>
    public CancellationToken End => _end.Token;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    private TimeSpan Left => _limits.Longest - Stopwatch.GetElapsedTime(_begun) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BeginWait();
        await _body.WriteAsync(buffer, _end.Token);
        EndWait();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        BeginWait();
        await _body.FlushAsync(_end.Token);
        EndWait();
    }

    public override void Flush() => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void BeginWait() => _end.CancelAfter(Left < _limits.LongestWait ? Left : _limits.LongestWait);

    private void EndWait() => _end.CancelAfter(Left);

    protected override void Dispose(bool disposing)
    {
        _end.Dispose();
        base.Dispose(disposing);
    }
}
