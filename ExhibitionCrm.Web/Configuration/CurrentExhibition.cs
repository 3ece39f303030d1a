namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// The exhibition that a request, or a piece of work in the background, is about. Scoped: from the first question to the last
/// one its settings are the same.
/// </summary>
/// <param name="find">Asked at the first question where nothing was chosen, so that what asks nothing needs no database.</param>
public sealed class CurrentExhibition(Func<ExhibitionSettings> find)
{
    private ExhibitionSettings? _settings;

    public ExhibitionSettings Settings => _settings ??= find();

    /// <summary>Null while nobody has chosen one or asked.</summary>
    public ExhibitionSettings? Chosen => _settings;

    /// <summary>Says which one it is, before anybody asks.</summary>
    /// <exception cref="InvalidOperationException">Somebody asked before, and has worked with another one since.</exception>
    public void Choose(ExhibitionSettings settings)
    {
        if (_settings is not null && _settings.Id != settings.Id)
        {
            throw new InvalidOperationException("The work has begun with another exhibition.");
        }

        _settings = settings;
    }
}
