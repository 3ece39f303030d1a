using Npgsql;
using NpgsqlTypes;

namespace ExhibitionCrm.Bench;

/// <summary>Writes rows into one table through COPY, on a connection of its own.</summary>
internal sealed class CopyTable : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBinaryImporter _copy;

    private CopyTable(NpgsqlConnection connection, NpgsqlBinaryImporter copy) => (_connection, _copy) = (connection, copy);

    /// <param name="ofExhibitions">Whether <see cref="Row"/> says of which exhibition a row is; programs from before there were several have no column for it.</param>
    public static async Task<CopyTable> OpenAsync(NpgsqlDataSource database, string table, string columns, bool ofExhibitions, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);

        // Neither the totals' trigger nor foreign keys, row by row: the totals are seeded too, and all is checked at the end.
        await using var set = new NpgsqlCommand("set session_replication_role = replica", connection);
        await set.ExecuteNonQueryAsync(cancellationToken);
        return new CopyTable(connection, await connection.BeginBinaryImportAsync($"copy {table} ({(ofExhibitions ? "exhibition_id, " : "")}{columns}) from stdin binary", cancellationToken));
    }

    public CopyTable Row(int? exhibition)
    {
        _copy.StartRow();
        return exhibition is { } id ? Number(id) : this;
    }

    public CopyTable Text(string value) => Write(value, NpgsqlDbType.Varchar);

    public CopyTable Json(string value) => Write(value, NpgsqlDbType.Jsonb);

    public CopyTable Number(int value) => Write(value, NpgsqlDbType.Integer);

    public CopyTable Money(decimal value) => Write(value, NpgsqlDbType.Numeric);

    public CopyTable Key(Guid value) => Write(value, NpgsqlDbType.Uuid);

    public CopyTable Time(DateTimeOffset value) => Write(value, NpgsqlDbType.TimestampTz);

    public async Task CompleteAsync(CancellationToken cancellationToken) => await _copy.CompleteAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _copy.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private CopyTable Write<T>(T value, NpgsqlDbType type)
    {
        _copy.Write(value, type);
        return this;
    }
}
