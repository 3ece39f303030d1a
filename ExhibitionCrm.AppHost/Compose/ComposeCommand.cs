namespace ExhibitionCrm.AppHost.Compose;

/// <summary><c>-- compose</c> writes the stacks for operators; <c>-- compose --check</c> says whether the committed ones are current.</summary>
internal static class ComposeCommand
{
    public const string Verb = "compose";

    public static string Folder => Path.Combine(Repository.Root, "compose");

    /// <returns>0, or 1 where the check finds a difference, or 2 for arguments that are not understood.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        switch (arguments)
        {
            case []:
                Write(Folder, Console.WriteLine);
                return 0;
            case ["--check"]:
                return Check();
            default:
                Console.Error.WriteLine($"{arguments[0]} is not understood. Usage: {Verb} [--check]");
                return 2;
        }
    }

    /// <summary>Makes a folder a complete set of stacks, and says which of its files changed.</summary>
    public static void Write(string folder, Action<string> say)
    {
        List<string> changed = [.. ComposeFolder.Write(folder, ComposeFiles.All())];
        if (Path.GetFullPath(folder) != Folder)
        {
            changed.AddRange(HandWrittenFiles.Copy(Folder, folder));
        }

        foreach (var path in changed)
        {
            say($"written: {path}");
        }

        say($"{folder} is current, {changed.Count} files changed.");
    }

    private static int Check()
    {
        var differences = ComposeFolder.Compare(Folder, ComposeFiles.All());
        foreach (var difference in differences)
        {
            Console.Error.WriteLine(difference);
        }

        Console.WriteLine(differences.Count == 0
            ? $"The stacks in {Folder} are what the generator writes."
            : $"{Folder} differs from what the generator writes. Bring it up to date: dotnet run --project ExhibitionCrm.AppHost -- {Verb}");
        return differences.Count == 0 ? 0 : 1;
    }
}
