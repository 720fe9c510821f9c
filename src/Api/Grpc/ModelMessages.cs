using System.Text.Json;
using TransformerService.Models;
using TransformerService.Models.Catalog;

namespace TransformerService.Api.Grpc;

/// <summary>Translates the catalog's records into the messages of ListModels and GetModel.</summary>
internal static class ModelMessages
{
    public static V1.ListModelsResponse ToMessage(MachineInfo machine, IReadOnlyList<ModelInfo> models) =>
        new()
        {
            Models = { models.Select(ToMessage) },
            Cpu = machine.Cpu,
            Int8Arithmetic = ToText(machine.Int8Arithmetic),
        };

    public static V1.Model ToMessage(ModelInfo model)
    {
        var message = new V1.Model
        {
            Name = model.Name,
            Task = ToTask(model.Task),
            State = ToState(model.State),
            Faults = { model.Faults },
            Warnings = { model.Warnings },
            Variants = { model.Variants.Select(ToMessage) },
            SourceLanguages = { model.Languages.Sources },
            TargetLanguages = { model.Languages.Targets },
        };

        // Generated setters reject null: absent values must not be set.
        if (model.SourceLanguage is { } source)
        {
            message.SourceLanguage = source;
        }

        if (model.TargetLanguage is { } target)
        {
            message.TargetLanguage = target;
        }

        if (model.License is { } license)
        {
            message.License = license;
        }

        if (model.Description is { } description)
        {
            message.Description = description;
        }

        if (model.Glossary is { Entries.Count: > 0 } glossary)
        {
            message.GlossaryHash = glossary.Hash;
            message.GlossaryEntries = glossary.Entries.Count;
        }

        return message;
    }

    /// <summary>The variant whose version a call changes: the student by default, as everywhere.</summary>
    public static VariantRole ToChangedRole(V1.Variant message) => MessageValues.ToRole(message) ?? VariantRole.Student;

    private static V1.ModelVariant ToMessage(VariantInfo variant)
    {
        var message = new V1.ModelVariant
        {
            Variant = MessageValues.ToMessage(variant.Role),
            Folder = variant.Folder,
            State = ToState(variant.State),
            Faults = { variant.Faults },
            Limits = variant.Limits is null ? null : ToMessage(variant.Limits),
            Labels = { variant.Labels ?? [] },
            Prompts = { variant.Prompts ?? [] },
            Versions = { variant.Versions.Select(ToMessage) },
        };
        if (variant.Version is { } version)
        {
            message.Version = version;
        }

        if (variant.ContentHash is { } hash)
        {
            message.ContentHash = hash;
        }

        if (variant.ModelType is { } type)
        {
            message.ModelType = type;
        }

        if (variant.Decoder is { } decoder)
        {
            message.Decoder = decoder;
        }

        if (variant.ExecutionProvider is { } provider)
        {
            message.ExecutionProvider = provider;
        }

        if (variant.DependsOnBatch is { } depends)
        {
            message.DependsOnBatch = depends;
        }

        if (variant.Int8Arithmetic is { } arithmetic)
        {
            message.Int8Arithmetic = ToText(arithmetic);
        }

        return message;
    }

    private static V1.ModelVersion ToMessage(VersionInfo version)
    {
        var message = new V1.ModelVersion
        {
            Folder = version.Folder,
            State = version.State switch
            {
                VersionState.Available => V1.VersionState.Available,
                VersionState.Loading => V1.VersionState.Loading,
                VersionState.Ready => V1.VersionState.Ready,
                _ => V1.VersionState.Failed,
            },
            Current = version.Current,
            Faults = { version.Faults },
            SelfCheck = version.SelfCheck is null ? null : ToMessage(version.SelfCheck),
        };
        if (version.Version is { } shown)
        {
            message.Version = shown;
        }

        if (version.ContentHash is { } hash)
        {
            message.ContentHash = hash;
        }

        if (version.Canary is { } share)
        {
            message.Canary = share;
        }

        return message;
    }

    private static V1.SelfCheck ToMessage(SelfCheckInfo check)
    {
        var message = new V1.SelfCheck
        {
            State = check.State switch
            {
                SelfCheckState.None => V1.SelfCheckState.None,
                SelfCheckState.Passed => V1.SelfCheckState.Passed,
                _ => V1.SelfCheckState.Failed,
            },
            Samples = check.Samples,
            Passed = check.Passed,
        };
        if (check.Drift is { } drift)
        {
            message.Drift = drift;
        }

        if (check.Note is { } note)
        {
            message.Note = note;
        }

        return message;
    }

    private static V1.VariantLimits ToMessage(VariantLimits limits)
    {
        var message = new V1.VariantLimits
        {
            MaxInputTokens = limits.MaxInputTokens,
            MaxTexts = limits.MaxTexts,
            MaxCharacters = limits.MaxCharacters,
        };
        if (limits.MaxNewTokens is { } maxNewTokens)
        {
            message.MaxNewTokens = maxNewTokens;
        }

        if (limits.DefaultNewTokens is { } defaultNewTokens)
        {
            message.DefaultNewTokens = defaultNewTokens;
        }

        if (limits.MaxBeamSize is { } maxBeamSize)
        {
            message.MaxBeamSize = maxBeamSize;
        }

        if (limits.DefaultBeamSize is { } defaultBeamSize)
        {
            message.DefaultBeamSize = defaultBeamSize;
        }

        if (limits.Dimensions is { } dimensions)
        {
            message.Dimensions = dimensions;
        }

        if (limits.MaxRunBytes is { } maxRunBytes)
        {
            message.MaxRunBytes = maxRunBytes;
        }

        if (limits.DearestTextBytes is { } dearestTextBytes)
        {
            message.DearestTextBytes = dearestTextBytes;
        }

        return message;
    }

    private static string ToText(Int8Arithmetic arithmetic) => JsonNamingPolicy.CamelCase.ConvertName(arithmetic.ToString());

    private static V1.ModelTask ToTask(ModelTask? task) =>
        task switch
        {
            null => V1.ModelTask.Unspecified,
            ModelTask.Translation => V1.ModelTask.Translation,
            ModelTask.TextClassification => V1.ModelTask.TextClassification,
            ModelTask.TokenClassification => V1.ModelTask.TokenClassification,
            ModelTask.FeatureExtraction => V1.ModelTask.FeatureExtraction,
            ModelTask.Text2Text => V1.ModelTask.Text2TextGeneration,
            _ => V1.ModelTask.TextRanking,
        };

    private static V1.ModelState ToState(ModelState state) =>
        state switch
        {
            ModelState.Loading => V1.ModelState.Loading,
            ModelState.Ready => V1.ModelState.Ready,
            _ => V1.ModelState.Failed,
        };
}
