namespace ExhibitionCrm.Tests.Stacks;

/// <summary>Needs a container engine with Compose, and maybe programs: skipped where one is missing, but never in CI.</summary>
public sealed class EngineFactAttribute : FactAttribute
{
    public EngineFactAttribute(params string[] tools) => Skip = Engine.WhyToSkip ?? Tools.WhyToSkip(tools);
}

/// <summary>As <see cref="EngineFactAttribute"/>, with data.</summary>
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    public EngineTheoryAttribute() => Skip = Engine.WhyToSkip;
}

/// <summary>Stacks take the machine's ports and most of its power: one after another, and after all other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneStackAtATime
{
    public const string Name = "Stacks";
}
