namespace TransformerService.Models.Catalog;

/// <summary>What the server tells about one model. A moment's snapshot.</summary>
/// <param name="Name">The folder's name in the repository.</param>
/// <param name="Task">What it does; <see langword="null"/> if its model.json could not be read.</param>
/// <param name="SourceLanguage">The language it translates from, as its model.json has it.</param>
/// <param name="TargetLanguage">The language it translates to.</param>
/// <param name="License">The licence that its model.json states.</param>
/// <param name="Description">The description in its model.json.</param>
/// <param name="State">Ready when the variant that answers by default is.</param>
/// <param name="Faults">Everything wrong with the model as such, each a sentence; its variants have their own.</param>
/// <param name="Warnings">What was ignored in its files and may surprise.</param>
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
    IReadOnlyList<VariantInfo> Variants);
