using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace ExhibitionCrm.Web.Data;

/// <summary>
/// With synchronous replication a commit waits until another server has it. The driver gives that wait up as it does with
/// any command after <see cref="DatabaseOptions.CommandTimeout"/>, but the server takes the end of the wait for a success
/// (with a warning), although what was saved is on one machine alone. Here it is what it is: not known to be saved.
/// </summary>
internal sealed class UnconfirmedCommits : DbCommandInterceptor, IDbTransactionInterceptor
{
    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context?.Database.GetDbConnection() is NpgsqlConnection connection)
        {
            Refuse(eventData.Duration, connection.CommandTimeout);
        }

        return Task.CompletedTask;
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        RefuseAlone(command, eventData);
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        RefuseAlone(command, eventData);
        return new(result);
    }

    // Without a transaction around it, a command is one of its own.
    private static void RefuseAlone(DbCommand command, CommandExecutedEventData eventData)
    {
        if (command.Transaction is null)
        {
            Refuse(eventData.Duration, command.CommandTimeout);
        }
    }

    /// <param name="limit">In seconds; 0 is none.</param>
    private static void Refuse(TimeSpan duration, int limit)
    {
        if (limit > 0 && duration >= TimeSpan.FromSeconds(limit))
        {
            throw new NpgsqlException("The database did not say in time that another server has what was saved.", new TimeoutException());
        }
    }
}
