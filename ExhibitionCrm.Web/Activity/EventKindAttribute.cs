namespace ExhibitionCrm.Web.Activity;

/// <summary>The name under which an event is stored for good, whatever its class is called later.</summary>
/// <param name="title">What people choose it by.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventKindAttribute(string name, string title) : Attribute
{
    public const int MaxLength = 40;

    public string Name => name;

    public string Title => title;
}
