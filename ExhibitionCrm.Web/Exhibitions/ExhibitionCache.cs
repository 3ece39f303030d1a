using ExhibitionCrm.Web.Configuration;
using ExhibitionCrm.Web.Data;
using Microsoft.EntityFrameworkCore;
using OpenTelemetry;

namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>
/// The exhibitions' settings as this process knows them. What it changed itself it knows at once, what another one changed
/// within <see cref="Validity"/>. While the database is away, those of before go on.
/// </summary>
public sealed class ExhibitionCache(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ExhibitionCache> logger)
{
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(5);

    /// <summary>What is asked for and unknown was not made within this time before the last reading.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    /// <summary>How long newer settings are waited for where there are some of before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Reading? _newest;
    private long _number;
    private long _numberOfSettings;
    private volatile IReadOnlyList<ExhibitionSettings>? _settings;

    /// <summary>All, the first one first, as of the last <see cref="RefreshAsync"/>; the first time they are read now. Never empty.</summary>
    /// <exception cref="InvalidOperationException">There is no exhibition.</exception>
    public IReadOnlyList<ExhibitionSettings> All => _settings ?? Newest().Settings.GetAwaiter().GetResult();

    /// <summary>As of the last time that they were read; none if they never were.</summary>
    public IReadOnlyList<ExhibitionSettings> Latest => _settings ?? [];

    /// <summary>The first one.</summary>
    /// <exception cref="InvalidOperationException">There is no exhibition.</exception>
    public ExhibitionSettings Get() => All[0];

    /// <summary>
    /// Null for an ID that no exhibition has. Rows name IDs, so that one that is unknown was just made, however new what was
    /// read is: it is read again.
    /// </summary>
    /// <exception cref="Npgsql.NpgsqlException">They cannot be read, and there are none of before, or none that has this ID.</exception>
    public async Task<ExhibitionSettings?> FindAsync(int id, CancellationToken cancellationToken = default)
    {
        await RefreshAsync(cancellationToken);
        if (All.FirstOrDefault(exhibition => exhibition.Id == id) is { } known)
        {
            return known;
        }

        Expire();
        return (await Newest().Settings.WaitAsync(cancellationToken)).FirstOrDefault(exhibition => exhibition.Id == id);
    }

    /// <summary>Null for a short name that no exhibition has or had. One that another process has just made is looked for.</summary>
    /// <exception cref="Npgsql.NpgsqlException">They cannot be read, and there are none of before.</exception>
    public async Task<ExhibitionSettings?> FindAsync(string slug, CancellationToken cancellationToken = default)
    {
        await RefreshAsync(cancellationToken);
        if (Known(slug) is { } known)
        {
            return known;
        }

        // Not at each wrong address.
        if (IsOld())
        {
            Expire();
            await RefreshAsync(cancellationToken);
        }

        return Known(slug);
    }

    private ExhibitionSettings? Known(string slug) =>
        All.FirstOrDefault(exhibition => exhibition.Slug == slug) ?? All.FirstOrDefault(exhibition => exhibition.FormerSlugs.Contains(slug));

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

    private bool IsOld()
    {
        lock (_lock)
        {
            return _newest is null || clock.GetElapsedTime(_newest.BegunAt) >= Moment;
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
    private async Task<IReadOnlyList<ExhibitionSettings>> ReadAsync(long number)
    {
        using var _ = SuppressInstrumentationScope.Begin();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<CrmDbContext>();
            var exhibitions = await db.Exhibitions.AsNoTracking().OrderBy(e => e.Id).Select(e => new
            {
                Exhibition = e,
                Logo = db.ExhibitionLogos.Where(logo => logo.ExhibitionId == e.Id).Select(logo => new LogoSettings(logo.Version, logo.Width, logo.Height)).FirstOrDefault(),
            }).ToListAsync();
            var slugs = (await db.ExhibitionSlugs.AsNoTracking().ToListAsync()).ToLookup(s => s.ExhibitionId, s => s.Slug);
            return exhibitions.Count > 0
                ? Keep(number, [.. exhibitions.Select(e => e.Exhibition.Settings with
                {
                    FormerSlugs = [.. slugs[e.Exhibition.Id].Where(slug => slug != e.Exhibition.Slug)],
                    Logo = e.Logo,
                })])
                : throw new InvalidOperationException("There is no exhibition. Run migrate, which creates one.");
        }
        catch (Exception e) when (_settings is not null)
        {
            logger.LogWarning(e, "The exhibitions' settings cannot be read; those of before go on");
            throw;
        }
    }

    // A reading that took long may end after one that began later.
    private IReadOnlyList<ExhibitionSettings> Keep(long number, IReadOnlyList<ExhibitionSettings> settings)
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

    private sealed record Reading(long BegunAt, Task<IReadOnlyList<ExhibitionSettings>> Settings);
}
