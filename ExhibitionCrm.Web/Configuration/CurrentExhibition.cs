namespace ExhibitionCrm.Web.Configuration;

/// <summary>
/// The exhibition that a request, or a piece of work in the background, is about. Scoped: from the first question to the last
/// one its settings are the same.
/// </summary>
/// <param name="find">Asked at the first question, so that what asks nothing needs no database.</param>
public sealed class CurrentExhibition(Func<ExhibitionSettings> find)
{
    private ExhibitionSettings? _settings;

    public ExhibitionSettings Settings => _settings ??= find();
}
