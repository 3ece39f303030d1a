using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// The ways to the database's servers, one or several. Which of several can be written to is remembered
/// (<see cref="DatabaseOptions.HostRecheck"/>) and looked up anew when one is gone or may only be read from now on: what is
/// tried again then finds the one that took over.
/// </summary>
internal sealed class DatabaseServers(DatabaseOptions options) : DbCommandInterceptor, IDbConnectionInterceptor, IAsyncDisposable, IDisposable
{
    // Everybody who waits learns of it at the same moment.
    private static readonly TimeSpan AtMostEach = TimeSpan.FromSeconds(1);

    // Made when it is needed: settings that do not allow a start are told together first.
    private readonly Lazy<NpgsqlDataSource> _source = new(() => new NpgsqlDataSourceBuilder(options.ConnectionString) { Name = DataExtensions.ConnectionName }.Build());

    private long _lookedAt;

    public NpgsqlDataSource Source => _source.Value;

    public bool AreSeveral => Source is NpgsqlMultiHostDataSource;

    /// <exception cref="NpgsqlException">None can be written to, or the only one cannot be reached.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Source.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception e)
        {
            LookAnewAfter(e);
            throw;
        }
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => LookAnewAfter(eventData.Exception);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        LookAnewAfter(eventData.Exception);
        return Task.CompletedTask;
    }

    public void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => LookAnewAfter(eventData.Exception);

    public Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        LookAnewAfter(eventData.Exception);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        if (_source.IsValueCreated)
        {
            _source.Value.Dispose();
        }
    }

    public ValueTask DisposeAsync() => _source.IsValueCreated ? _source.Value.DisposeAsync() : ValueTask.CompletedTask;

    private void LookAnewAfter(Exception failure)
    {
        var isReadOnly = failure is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };
        if ((isReadOnly || failure.IsAway()) && IsTime())
        {
            if (isReadOnly)
            {
                // Connections that are open stay with the server that was the primary. The driver clears those of one that is gone.
                Source.Clear();
            }

            (Source as NpgsqlMultiHostDataSource)?.ClearDatabaseStates();
        }
    }

    private bool IsTime()
    {
        var (last, now) = (Volatile.Read(ref _lookedAt), Environment.TickCount64);
        return now - last >= AtMostEach.TotalMilliseconds && Interlocked.CompareExchange(ref _lookedAt, now, last) == last;
    }
}
