using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using OpenTelemetry;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// The exhibition's settings as this process knows them. What it changed itself it knows at once, what another one changed
/// within <see cref="Validity"/>. While the database is away, those of before go on.
/// </summary>
public sealed class ExhibitionCache(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ExhibitionCache> logger)
{
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(5);

    /// <summary>How long newer settings are waited for where there are some of before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Reading? _newest;
    private long _number;
    private long _numberOfSettings;
    private volatile ExhibitionSettings? _settings;

    /// <summary>As of the last <see cref="RefreshAsync"/>; the first time they are read now.</summary>
    /// <exception cref="InvalidOperationException">There is no exhibition.</exception>
    public ExhibitionSettings Get() => _settings ?? Newest().Settings.GetAwaiter().GetResult();

    /// <summary>Brings the settings up to date where they are too old.</summary>
    /// <exception cref="Npgsql.NpgsqlException">They cannot be read, and there are none of before.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        var reading = Newest();
        if (_settings is null)
        {
            await reading.Settings.WaitAsync(cancellationToken);
        }
        else if (!reading.Settings.IsCompleted && Patience - clock.GetElapsedTime(reading.BegunAt) is { Ticks: > 0 } left)
        {
            await ((Task)reading.Settings).WaitAsync(left, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whatever was read, or is being read, is not new enough any more.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            _newest = null;
        }
    }

    private Reading Newest()
    {
        lock (_lock)
        {
            if (_newest is null || (_newest.Settings.IsCompleted && IsOver(_newest)))
            {
                var number = ++_number;
                _newest = new Reading(clock.GetTimestamp(), Task.Run(() => ReadAsync(number)));
            }

            return _newest;
        }
    }

    private bool IsOver(Reading reading) =>
        clock.GetElapsedTime(reading.BegunAt) >= Validity || (_settings is null && !reading.Settings.IsCompletedSuccessfully);

    /// <summary>Leaves no trace: every five seconds, most often for nothing.</summary>
    private async Task<ExhibitionSettings> ReadAsync(long number)
    {
        using var _ = SuppressInstrumentationScope.Begin();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
            var exhibition = await db.Exhibitions.AsNoTracking().OrderBy(e => e.Id).FirstOrDefaultAsync()
                ?? throw new InvalidOperationException("There is no exhibition. Run migrate, which creates one.");
            return Keep(number, exhibition.Settings);
        }
        catch (Exception e) when (_settings is not null)
        {
            logger.LogWarning(e, "The exhibition's settings cannot be read; those of before go on");
            throw;
        }
    }

    // A reading that took long may end after one that began later.
    private ExhibitionSettings Keep(long number, ExhibitionSettings settings)
    {
        lock (_lock)
        {
            if (number > _numberOfSettings)
            {
                (_numberOfSettings, _settings) = (number, settings);
            }

            return settings;
        }
    }

    private sealed record Reading(long BegunAt, Task<ExhibitionSettings> Settings);
}
