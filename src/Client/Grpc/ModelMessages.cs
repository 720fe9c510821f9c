namespace TransformerService.Client.Grpc;

/// <summary>Translates between the messages of models and versions and the client's records.</summary>
internal static class ModelMessages
{
    public static ModelList Read(V1.ListModelsResponse message) =>
        new()
        {
            Cpu = message.Cpu,
            Int8Arithmetic = EnumMessages.ReadArithmetic(message.Int8Arithmetic),
            Models = [.. message.Models.Select(Read)],
        };

    public static ModelInfo Read(V1.Model message) =>
        new()
        {
            Name = message.Name,
            Task = EnumMessages.Read(message.Task),
            SourceLanguage = message.HasSourceLanguage ? message.SourceLanguage : null,
            TargetLanguage = message.HasTargetLanguage ? message.TargetLanguage : null,
            SourceLanguages = MessageValues.List(message.SourceLanguages, language => language),
            TargetLanguages = MessageValues.List(message.TargetLanguages, language => language),
            License = message.HasLicense ? message.License : null,
            Description = message.HasDescription ? message.Description : null,
            State = EnumMessages.Read(message.State),
            Faults = [.. message.Faults],
            Warnings = [.. message.Warnings],
            Glossary = message.HasGlossaryHash
                ? new GlossarySummary { Hash = message.GlossaryHash, Entries = message.GlossaryEntries }
                : null,
            Variants = [.. message.Variants.Select(Read)],
        };

    public static V1.PromoteVersionRequest ToMessage(string model, PromoteRequest request) =>
        new()
        {
            Name = model,
            Variant = EnumMessages.ToMessage(request.Variant),
            Version = request.Version,
        };

    public static V1.RollbackVersionRequest ToMessage(string model, RollbackRequest request) =>
        new() { Name = model, Variant = EnumMessages.ToMessage(request.Variant) };

    public static V1.SetCanaryRequest ToMessage(string model, CanaryRequest request)
    {
        var message = new V1.SetCanaryRequest
        {
            Name = model,
            Variant = EnumMessages.ToMessage(request.Variant),
            Share = request.Share,
        };
        MessageValues.Set(request.Version, value => message.Version = value);
        return message;
    }

    private static VariantInfo Read(V1.ModelVariant message) =>
        new()
        {
            Variant = EnumMessages.Read(message.Variant),
            Folder = message.Folder,
            State = EnumMessages.Read(message.State),
            Faults = [.. message.Faults],
            Version = message.HasVersion ? message.Version : null,
            ContentHash = message.HasContentHash ? message.ContentHash : null,
            ModelType = message.HasModelType ? message.ModelType : null,
            Decoder = message.HasDecoder ? message.Decoder : null,
            ExecutionProvider = message.HasExecutionProvider ? message.ExecutionProvider : null,
            DependsOnBatch = message.HasDependsOnBatch ? message.DependsOnBatch : null,
            Int8Arithmetic = message.HasInt8Arithmetic ? EnumMessages.ReadArithmetic(message.Int8Arithmetic) : null,
            Limits = message.Limits is { } limits ? Read(limits) : null,
            Labels = MessageValues.List(message.Labels, label => label),
            Prompts = MessageValues.List(message.Prompts, prompt => prompt),
            Versions = [.. message.Versions.Select(Read)],
        };

    private static VersionInfo Read(V1.ModelVersion message) =>
        new()
        {
            Version = message.HasVersion ? message.Version : null,
            Folder = message.Folder,
            State = EnumMessages.Read(message.State),
            Current = message.Current,
            Canary = message.HasCanary ? message.Canary : null,
            Faults = [.. message.Faults],
            ContentHash = message.HasContentHash ? message.ContentHash : null,
            SelfCheck = message.SelfCheck is { } check
                ? new SelfCheck
                {
                    State = EnumMessages.Read(check.State),
                    Samples = check.Samples,
                    Passed = check.Passed,
                    Drift = check.HasDrift ? check.Drift : null,
                    Note = check.HasNote ? check.Note : null,
                }
                : null,
        };

    private static VariantLimits Read(V1.VariantLimits message) =>
        new()
        {
            MaxInputTokens = message.MaxInputTokens,
            MaxNewTokens = message.HasMaxNewTokens ? message.MaxNewTokens : null,
            DefaultNewTokens = message.HasDefaultNewTokens ? message.DefaultNewTokens : null,
            MaxBeamSize = message.HasMaxBeamSize ? message.MaxBeamSize : null,
            DefaultBeamSize = message.HasDefaultBeamSize ? message.DefaultBeamSize : null,
            MaxTexts = message.MaxTexts,
            MaxCharacters = message.MaxCharacters,
            Dimensions = message.HasDimensions ? message.Dimensions : null,
            MaxRunBytes = message.HasMaxRunBytes ? message.MaxRunBytes : null,
            DearestTextBytes = message.HasDearestTextBytes ? message.DearestTextBytes : null,
        };
}
