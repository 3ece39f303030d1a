using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ExhibitionCrm.Tests;

/// <summary>
/// Stands between a site and its database, so that the way can be cut: as by a server that is gone, or by one that accepts
/// connections and says nothing more, like a stopped process or a network that loses packets.
/// </summary>
public sealed class DatabaseRelay : IAsyncDisposable
{
    private readonly List<TcpClient> _clients = [];
    private readonly int _target;
    private readonly int _port;
    private TcpListener? _listener;
    private volatile TaskCompletionSource _open = Opened();

    private DatabaseRelay(int target)
    {
        _target = target;
        _port = Listen(0);
    }

    public static (DatabaseRelay Relay, string ConnectionString) To(TestDatabase database)
    {
        var connection = new NpgsqlConnectionStringBuilder(database.WebConnectionString);
        var relay = new DatabaseRelay(connection.Port);
        connection.Port = relay._port;
        return (relay, connection.ConnectionString);
    }

    /// <summary>Nothing gets through in either direction until <see cref="Resume"/>.</summary>
    public void Freeze() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends all connections and refuses new ones until <see cref="Resume"/>.</summary>
    public void Refuse()
    {
        _listener?.Stop();
        _listener = null;
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    public void Resume()
    {
        if (_listener is null)
        {
            Listen(_port);
        }

        _open.TrySetResult();
    }

    public ValueTask DisposeAsync()
    {
        Refuse();
        _open.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private int Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        _listener = listener;
        _ = AcceptAsync(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, _target);
        lock (_clients)
        {
            _clients.AddRange([client, server]);
        }

        await Task.WhenAny(CopyAsync(client.GetStream(), server.GetStream()), CopyAsync(server.GetStream(), client.GetStream()));
        client.Dispose();
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReadAsync(buffer) is var count and > 0)
            {
                await _open.Task;
                await to.WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }
}
