namespace ExhibitionCrm.Web.Exhibitions;

/// <summary>What a new exhibition takes over of another one: never customers, bills or mails.</summary>
/// <param name="From">The other one's ID.</param>
/// <param name="Settings">Whether its form begins with the settings.</param>
/// <param name="Staff">Whether whoever has a role there gets the same here.</param>
public sealed record CopyOrder(int From, bool Settings, bool Staff);

/// <summary>What a <see cref="CopyOrder"/> would copy as of now.</summary>
/// <param name="Title">What the other exhibition is called.</param>
/// <param name="Settings">Null where they are not copied.</param>
/// <param name="Staff">How many people; null where they are not copied.</param>
public sealed record CopyPreview(string Title, ExhibitionText? Settings, int? Staff);
