using System.Text.Json;
using TransformerService.Models.Exports.Shortlists;
using TransformerService.Models.Files;
using TransformerService.Models.Languages;
using TransformerService.Models.Manifests;
using TransformerService.Models.Onnx;

namespace TransformerService.Models.Exports;

/// <summary>Reads a variant's folder as Optimum wrote it and collects every fault before anything is loaded.</summary>
internal static class ExportReader
{
    private const int MostPositions = 1_048_576;
    private const int MostNamesInFault = 20;

    /// <summary>Returns what the folder holds, or <see langword="null"/> with at least one fault.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="manifest">The model's model.json.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <param name="shown">The folder's name in warnings; by default its own name.</param>
    /// <param name="choice">Which of several ONNX files model.json names for this variant.</param>
    public static ExportDescription? Read(
        string folder,
        ModelManifest manifest,
        List<string> faults,
        string? shown = null,
        OnnxChoice? choice = null
    )
    {
        var before = faults.Count;
        List<string> warnings = [];
        var config = JsonFile.Read(Path.Combine(folder, "config.json"), default, faults);
        var modelType = config is null ? null : ModelType(config, manifest.Task, faults);
        var onnx = OnnxFileFinder.Find(folder, manifest.Task, choice ?? new OnnxChoice(), faults, warnings);
        var tokenizer = modelType is null ? null : TokenizerFiles.Choose(folder, modelType, faults);

        var needed = tokenizer is { } found ? TokenizerFiles.Of(found).Concat(TokenizerFiles.Settings) : [];
        faults.AddRange(onnx.All.Concat(needed.Select(name => Path.Combine(folder, name))).Select(GitLfs.FaultOf).OfType<string>());

        var generationFile = manifest.Task.HasDecoder()
            ? JsonFile.ReadOptional(Path.Combine(folder, "generation_config.json"), faults)
            : null;

        if (config is null || modelType is null)
        {
            return null;
        }

        int? padding = Architectures.PositionsFollowPadding(modelType) ? config.Integer("pad_token_id") ?? 1 : null;
        int? positions = MaxPositions(config, modelType, padding),
            vocabulary = config.Integer("vocab_size"),
            tokenTypes = config.Integer("type_vocab_size");
        var shape = ModelShape.Read(JsonSection.Collecting(config.Json, config.File, []), manifest.Task);
        if (manifest is { Task: ModelTask.Translation, Shortlist: true })
        {
            onnx = ShortlistExport.Apply(folder, onnx, shape.Vocabulary, faults);
        }

        GenerationSettings? generation = null;
        IReadOnlyList<AlignmentHead> alignmentHeads = [];
        ClassificationHead? head = null;
        EmbeddingSettings? embedding = null;
        var prefix = manifest.Prefix ?? "";
        if (manifest.Task.HasDecoder())
        {
            // Without a generation_config.json, Hugging Face derives one from config.json.
            var source = generationFile ?? config;
            if (source.Flag("_from_model_config") is true)
            {
                source = config; // as generate() does if a file states that it was only derived
            }

            var overrides = TaskParams(config, manifest, faults, warnings);
            prefix = manifest.Prefix ?? overrides?.Text("prefix") ?? "";
            generation = GenerationSettingsReader.Read(overrides?.Over(source) ?? source, config, warnings);
            alignmentHeads = AlignmentHeadsReader.Read(source);
        }
        else if (manifest.Task == ModelTask.FeatureExtraction)
        {
            embedding = EmbeddingSettingsReader.Read(folder, onnx.Model, faults, warnings);
            positions = Least(positions, embedding?.MaxLength);
        }
        else
        {
            head = ClassificationHeadReader.Read(
                config,
                JsonFile.ReadOptional(Path.Combine(folder, TransformerSettings.OfModel), faults),
                manifest.Task,
                onnx.Model,
                warnings
            );
        }

        if (manifest.Task.HasDecoder())
        {
            ScoresInGraph.Refuse(onnx, faults);
            RecurrentDecoder.Check(modelType, shape.DecoderLayers, onnx, faults);
        }

        if (faults.Count > before || tokenizer is not { } kind)
        {
            return null;
        }

        var variant = shown ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        if (head is not null && onnx.Model is { } model)
        {
            head = ScoresInGraph.Apply(variant, model, head, warnings);
            if (manifest.Task != ModelTask.TokenClassification)
            {
                TokenTypes.Check(variant, model, tokenTypes ?? 1, warnings);
            }
        }

        return new ExportDescription(modelType, onnx, kind, positions, ContentHash.OfFolder(folder, choice ?? new OnnxChoice()), warnings)
        {
            Choice = choice ?? new OnnxChoice(),
            Task = manifest.Task,
            Generation = generation,
            AlignmentHeads = alignmentHeads,
            Languages = generation is null
                ? null
                : ModelLanguagesReader.Read(folder, kind == TokenizerKind.Marian, generation.ForcedBosTokenId),
            Head = head,
            Embedding = embedding,
            Prefix = prefix,
            TaskParams = manifest.TaskSpecificParams,
            DependsOnBatch = BatchDependence.Find(variant, onnx, warnings),
            EqualLengths = PaddingBlindness.Find(variant, onnx, warnings),
            PaddingPosition = padding,
            VocabularySize = vocabulary,
            Shape = shape,
            Shortlist = onnx.OutputLayer is null ? null : Path.Combine(folder, LexicalShortlistFile.Name),
        };
    }

    private static int? Least(int? one, int? other) => one is { } first && other is { } second ? Math.Min(first, second) : one ?? other;

    private static string? ModelType(JsonSection config, ModelTask task, List<string> faults)
    {
        if (config.Value("model_type") is not { ValueKind: JsonValueKind.String } value)
        {
            faults.Add("config.json: 'model_type' is missing; is this the config.json that the export wrote?");
            return null;
        }

        var modelType = value.GetString() ?? "";
        if (!task.HasDecoder() || Architectures.Translation.Contains(modelType))
        {
            return modelType;
        }

        faults.Add(
            $"config.json: the model_type '{modelType}' cannot be served for {ModelTasks.Of(task).Name}; known are {string.Join(", ", Architectures.Translation)}."
        );
        return null;
    }

    private static int? MaxPositions(JsonSection config, string modelType, int? padding)
    {
        // T5's positions are relative: n_positions is what it was trained on, which its tokenizer's model_max_length states too.
        var positions = modelType is "t5" or "mt5" or "umt5" ? null : config.Integer("max_position_embeddings");
        long? usable = positions is { } table && padding is { } first ? (long)table - first - 1 : positions;
        if (usable is < 1 or > MostPositions)
        {
            config.Fault("max_position_embeddings", $"from 1 to {MostPositions}, and for RoBERTa's kind more than the padding token's id");
            return null;
        }

        return (int?)usable;
    }

    /// <summary>Whether an entry of task_specific_params changes what a model of a task reads.</summary>
    private static bool MayMean(ModelTask task, JsonSection all, string entry) =>
        task == ModelTask.Translation
            ? entry.StartsWith("translation", StringComparison.Ordinal)
            : all.Section(entry)?.Text("prefix") is { Length: > 0 };

    private static JsonSection? TaskParams(JsonSection config, ModelManifest manifest, List<string> faults, List<string> warnings)
    {
        var all = config.Section("task_specific_params");
        if (manifest.TaskSpecificParams is not { } name)
        {
            if (
                all is not null
                && manifest.Prefix is null
                && all.Names.FirstOrDefault(entry => MayMean(manifest.Task, all, entry)) is { } entry
            )
            {
                warnings.Add(
                    $"config.json has task_specific_params '{entry}' (a prefix and generation settings) that are not applied, as by generate(): "
                        + $"to apply them as the pipeline does, write \"taskSpecificParams\": \"{entry}\" into model.json, or \"prefix\": \"\" to silence this."
                );
            }

            return null;
        }

        if (all?.Section(name) is { } section)
        {
            return section;
        }

        faults.Add(
            $"model.json: config.json has no task_specific_params '{name}'; it has {(all is null ? "none" : string.Join(", ", all.Names.Take(MostNamesInFault)))}."
        );
        return null;
    }
}
