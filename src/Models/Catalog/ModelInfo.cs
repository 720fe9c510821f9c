using TransformerService.Models.Glossaries;

namespace TransformerService.Models.Catalog;

/// <summary>What the server reports about one model: a snapshot.</summary>
/// <param name="Name">The folder's name in the repository.</param>
/// <param name="Task">What the model does; <see langword="null"/> if its model.json could not be read.</param>
/// <param name="SourceLanguage">The language it translates from, as in its model.json.</param>
/// <param name="TargetLanguage">The language it translates to.</param>
/// <param name="License">The licence that its model.json states.</param>
/// <param name="Description">The description in its model.json.</param>
/// <param name="State">Ready if the variant that answers by default is ready.</param>
/// <param name="Faults">Everything wrong with the model itself, one sentence each; its variants list their own faults.</param>
/// <param name="Warnings">What was ignored in its files and may be unexpected.</param>
/// <param name="Variants">The variants that model.json names, the default first.</param>
public sealed record ModelInfo(
    string Name,
    ModelTask? Task,
    string? SourceLanguage,
    string? TargetLanguage,
    string? License,
    string? Description,
    ModelState State,
    IReadOnlyList<string> Faults,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<VariantInfo> Variants
)
{
    /// <summary>
    /// The languages among which it chooses, as a call may name them: each of the first is translated into each of the second. Empty for a
    /// model of one pair.
    /// </summary>
    public (IReadOnlyList<string> Sources, IReadOnlyList<string> Targets) Languages { get; init; } = ([], []);

    /// <summary>The glossary in force.</summary>
    public Glossary Glossary { get; init; } = Glossary.Empty;
}

/// <summary>Whether a model or variant can answer.</summary>
public enum ModelState
{
    /// <summary>It is being read, warmed up and checked.</summary>
    Loading,

    /// <summary>It answers calls.</summary>
    Ready,

    /// <summary>It does not answer; its faults say why.</summary>
    Failed,
}

/// <summary>The properties of the machine that affect the models' answers.</summary>
/// <param name="Cpu">The processor's architecture and the features that matter, e.g. <c>x64 avx2 avx512f avx512_vnni</c>.</param>
/// <param name="Int8Arithmetic">How exact an int8 model is if its weights allow saturation; each variant reports its own.</param>
public sealed record MachineInfo(string Cpu, Int8Arithmetic Int8Arithmetic);
