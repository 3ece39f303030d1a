namespace ExhibitionCrm.AppHost.Compose;

/// <summary>A variable that operators set in .env.</summary>
/// <param name="Comment">What it means, for .env.example.</param>
/// <param name="Example">The value shown there: the default, where there is one.</param>
/// <param name="IsSuggested">Whether .env.example sets it to the example, which is not its default.</param>
/// <param name="Missing">What Compose says where it is needed and not set.</param>
internal sealed record Variable(string Name, string Comment, string Example = "", string? Missing = null, bool IsSuggested = false)
{
    /// <summary>Compose stops with <see cref="Missing"/> when it is not set, or empty.</summary>
    public string Required => $"${{{Name}:?{Missing ?? throw new InvalidOperationException($"{Name} has no sentence for when it is missing.")}}}";

    public bool StandsAsComment => Missing is null && !IsSuggested;

    /// <summary>Empty when it is not set, which the program takes for not set.</summary>
    public string Optional => $"${{{Name}:-}}";

    /// <summary>Its example is its default.</summary>
    public string OrDefault => IsSuggested || Example is "" ? throw new InvalidOperationException($"{Name} has no default.") : $"${{{Name}:-{Example}}}";
}
