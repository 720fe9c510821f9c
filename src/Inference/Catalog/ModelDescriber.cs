using TransformerService.Inference.Configuration;
using TransformerService.Inference.Embeddings;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Sessions;
using TransformerService.Inference.Translation;
using TransformerService.Models.Catalog;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Catalog;

/// <summary>Describes the catalog's models for callers.</summary>
internal sealed class ModelDescriber(InferenceOptions options, ExecutionProvider provider)
{
    public ModelInfo Describe(CatalogModel model) =>
        new(
            model.Name,
            model.Task,
            model.Definition.Manifest?.SourceLanguage,
            model.Definition.Manifest?.TargetLanguage,
            model.Definition.Manifest?.License,
            model.Definition.Manifest?.Description,
            model.State,
            [
                .. model.Definition.Faults,
                .. model.RefusedFaults.Select(fault => $"A change of its files was rejected, and the previous files still apply: {fault}"),
            ],
            [
                .. model.Definition.Warnings,
                .. model.Variants.SelectMany(variant => variant.Serving.Definition.Export?.Warnings ?? []).Distinct(),
                .. model
                    .Variants.Where(variant => variant.Serving.SelfCheck?.Warning is not null)
                    .Select(variant => $"{variant.Definition.FolderName}: {variant.Serving.SelfCheck?.Warning}"),
                .. model.Variants.SelectMany(variant =>
                    variant.Model?.Warnings.Select(warning => $"{variant.Definition.FolderName}: {warning}") ?? []
                ),
                .. model.Variants.SelectMany(variant =>
                    (variant.Model?.Tokenizer.Warnings ?? []).Select(warning =>
                        $"{variant.Definition.FolderOf(variant.Serving.Definition)}: {warning}"
                    )
                ),
            ],
            [.. model.Variants.Select(Describe)]
        )
        {
            Languages = Languages(model),
            Glossary = model.Glossary,
        };

    /// <summary>A language that model.json declares is the only one on its side.</summary>
    private static (IReadOnlyList<string> Sources, IReadOnlyList<string> Targets) Languages(CatalogModel model)
    {
        var (manifest, languages) = (model.Definition.Manifest, model.Languages);
        string[] codes = [.. languages?.Tokens.Select(token => token.Code) ?? []];
        return (
            manifest?.SourceLanguage is null && languages is { MarksSource: true } ? codes : [],
            manifest?.TargetLanguage is null ? codes : []
        );
    }

    private VariantInfo Describe(CatalogVariant variant)
    {
        var export = variant.Serving.Definition.Export;
        return new VariantInfo(
            variant.Role,
            variant.Definition.FolderName,
            variant.State,
            VersionDescriber.Faults(variant),
            variant.Serving.Definition.ShortHash,
            export?.ContentHash,
            export?.ModelType,
            export?.Onnx.DecoderKind,
            variant.Model is null ? null
                : provider == ExecutionProvider.Cuda ? "cuda"
                : "cpu",
            variant.Model is { } model ? Limits(model) : null,
            variant.Model is null ? null : export?.Head?.Labels
        )
        {
            DependsOnBatch = export?.DependsOnBatch,
            Int8Arithmetic = variant.Model?.Int8Arithmetic,
            Versions = VersionDescriber.Describe(variant),
            Prompts = variant.Model is EmbeddingModel { Settings.Prompts: { Count: > 0 } prompts } ? [.. prompts.Keys] : null,
        };
    }

    private VariantLimits Limits(ServedModel model)
    {
        var decoder = model as SequenceModel;
        return new VariantLimits(
            model.MaxInputTokens,
            decoder?.MaxNewTokens,
            decoder?.Generation.MaxLength - 1,
            decoder is null ? null : GenerationLimits.MaxBeamSize,
            decoder?.Generation.NumBeams,
            options.MaxTextsPerRequest,
            options.MaxCharactersPerRequest
        )
        {
            Dimensions = (model as EmbeddingModel)?.Dimensions,
            MaxRunBytes = model.Memory.IsBounded ? model.Memory.Bound : null,
            DearestTextBytes = model.Memory.IsBounded
                ? model.Memory.Bytes(model.Dearest.Length, model.Dearest.Width, model.Dearest.DecoderTokens, 1)
                : null,
        };
    }
}
