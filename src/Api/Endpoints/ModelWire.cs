using TransformerService.Api.Contracts;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates the catalog's records into the bodies of <c>/v1/models</c>.</summary>
internal static class ModelWire
{
    public static ModelBody ToBody(ModelInfo model) =>
        new()
        {
            Name = model.Name,
            Task = model.Task,
            SourceLanguage = model.SourceLanguage,
            TargetLanguage = model.TargetLanguage,
            License = model.License,
            Description = model.Description,
            State = model.State,
            Faults = model.Faults,
            Warnings = model.Warnings,
            Glossary = GlossaryWire.ToSummary(model.Glossary),
            Variants = [.. model.Variants.Select(ToBody)],
        };

    private static VariantBody ToBody(VariantInfo variant) =>
        new()
        {
            Variant = variant.Role,
            Folder = variant.Folder,
            State = variant.State,
            Faults = variant.Faults,
            Version = variant.Version,
            ContentHash = variant.ContentHash,
            ModelType = variant.ModelType,
            Decoder = variant.Decoder,
            ExecutionProvider = variant.ExecutionProvider,
            DependsOnBatch = variant.DependsOnBatch,
            Int8Arithmetic = variant.Int8Arithmetic,
            Limits = variant.Limits is null ? null : ToBody(variant.Limits),
            Labels = variant.Labels,
            Prompts = variant.Prompts,
            Versions = [.. variant.Versions.Select(ToBody)],
        };

    private static VersionBody ToBody(VersionInfo version) =>
        new()
        {
            Version = version.Version,
            Folder = version.Folder,
            State = version.State,
            Current = version.Current,
            Canary = version.Canary,
            Faults = version.Faults,
            ContentHash = version.ContentHash,
            SelfCheck = version.SelfCheck is not { } check
                ? null
                : new SelfCheckBody
                {
                    State = check.State,
                    Samples = check.Samples,
                    Passed = check.Passed,
                    Drift = check.Drift,
                    Note = check.Note,
                },
        };

    private static VariantLimitsBody ToBody(VariantLimits limits) =>
        new()
        {
            MaxInputTokens = limits.MaxInputTokens,
            MaxNewTokens = limits.MaxNewTokens,
            DefaultNewTokens = limits.DefaultNewTokens,
            MaxBeamSize = limits.MaxBeamSize,
            DefaultBeamSize = limits.DefaultBeamSize,
            MaxTexts = limits.MaxTexts,
            MaxCharacters = limits.MaxCharacters,
            Dimensions = limits.Dimensions,
            MaxRunBytes = limits.MaxRunBytes,
            DearestTextBytes = limits.DearestTextBytes,
        };
}
