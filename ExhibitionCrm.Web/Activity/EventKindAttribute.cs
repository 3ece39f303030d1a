namespace ExhibitionCrm.Web.Activity;

/// <summary>The name under which an event is stored for good, whatever its class is called later.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventKindAttribute(string name) : Attribute
{
    public const int MaxLength = 40;

    public string Name => name;
}
