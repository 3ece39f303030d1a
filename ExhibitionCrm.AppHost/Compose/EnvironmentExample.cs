namespace ExhibitionCrm.AppHost.Compose;

/// <summary>Writes .env.example: what has to be set stands empty, everything else as a comment with its default.</summary>
internal static class EnvironmentExample
{
    private const string Head = """
        # Settings of the stacks. Copy this file to .env (cp .env.example .env), fill in what is needed, keep it to yourself
        # (chmod 600 .env). Lines that begin with #NAME= show the defaults; take the # away to change one. A value with
        # spaces, # or $ stands in 'single quotes'.
        # The development stack needs none of this.

        """;

    public static string Write()
    {
        var sections = Variables.Sections.Select(section => $"\n# == {section.Heading}\n{string.Concat(section.Variables.Select(Write))}");
        return Head.ReplaceLineEndings("\n") + string.Concat(sections);
    }

    private static string Write(Variable variable) =>
        $"\n{ComposeYaml.Comment(variable.Comment)}\n{(variable.StandsAsComment ? "#" : "")}{variable.Name}={variable.Example}\n";
}
