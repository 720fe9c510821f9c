using TransformerService.Models.Exports.Graphs;
using TransformerService.Models.Files;

namespace TransformerService.Models.Exports;

/// <summary>Reads sentence-transformers' files: modules.json, the pooling's config.json and the two others.</summary>
internal static class EmbeddingSettingsReader
{
    private const string Modules = "modules.json";

    /// <summary>A prompt is read again with every text, and does not count toward a call's characters.</summary>
    private const int LongestPrompt = 1_000;

    /// <summary>Where modules of sentence-transformers are; any other module is custom code.</summary>
    private const string Package = "sentence_transformers.";

    /// <summary>Returns the settings, or <see langword="null"/> with at least one fault.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="path">Its ONNX file: with an output <c>sentence_embedding</c> the graph itself gives one vector for each text.</param>
    /// <param name="faults">Receives every fault.</param>
    /// <param name="warnings">Receives what is assumed or ignored.</param>
    public static EmbeddingSettings? Read(string folder, string? path, List<string> faults, List<string> warnings)
    {
        var isPooled = path is not null && OnnxGraph.Read(path)?.Outputs.ContainsKey("sentence_embedding") == true;
        var before = faults.Count;
        IReadOnlyList<PoolingMode> pooling = [];
        var (normalize, poolsPrompt, home) = (false, true, "");
        if (List(folder, Modules, faults) is { } modules)
        {
            foreach (var module in modules)
            {
                var (type, place) = (module.Text("type") ?? "", (module.Text("path") ?? "").TrimEnd('/'));
                var isOwn = type.StartsWith(Package, StringComparison.Ordinal);
                switch (type[(type.LastIndexOf('.') + 1)..])
                {
                    case "Transformer":
                        home = place;
                        if (!isOwn && !isPooled)
                        {
                            warnings.Add(
                                $"{Modules} names '{type}', custom code that is not run here: the graph is used as a plain Transformer, and its vectors may differ from the original's."
                            );
                        }

                        break;
                    case "Pooling" when isOwn:
                        (pooling, poolsPrompt) = Pooling(folder, place, faults, warnings);
                        break;
                    case "Normalize" when isOwn:
                        normalize = true;
                        if (pooling.Count == 0 && !isPooled && faults.Count == before)
                        {
                            faults.Add($"{Modules} has Normalize before Pooling: copy the file from the model's repository again.");
                        }

                        break;
                    case "Dropout" when isOwn:
                        break; // it drops nothing unless the model is trained
                    default:
                        if (!isPooled)
                        {
                            faults.Add(
                                $"{Modules} has a module '{type}', which is not built here; export the whole with optimum-cli export onnx --library sentence_transformers, which gives 'sentence_embedding'."
                            );
                        }

                        break;
                }
            }

            if (pooling.Count == 0 && !isPooled && faults.Count == before)
            {
                faults.Add(
                    $"{Modules} has no Pooling module, so a text has no vector: copy the file and 1_Pooling/config.json from the model's repository, or remove it to pool the mean."
                );
            }
        }
        else if (faults.Count == before)
        {
            normalize = !isPooled; // a graph that pools has all of its modules inside
            if (!isPooled)
            {
                warnings.Add(
                    $"There is no {Modules}: embeddings are the mean over the tokens, scaled to length 1. Copy {Modules} and 1_Pooling/config.json from the model's repository if it pools otherwise."
                );
            }
        }

        var transformer = Transformer(folder, home, faults);
        var prompts = Optional(folder, TransformerSettings.OfModel, faults);
        var named = Prompts(prompts);
        var defaultPrompt = prompts?.Text("default_prompt_name");
        if (defaultPrompt is not null && !named.ContainsKey(defaultPrompt))
        {
            faults.Add($"{TransformerSettings.OfModel}: 'default_prompt_name' names '{defaultPrompt}', which is not in 'prompts'.");
        }

        return faults.Count > before
            ? null
            : new EmbeddingSettings(pooling.Count == 0 ? [PoolingMode.Mean] : pooling, normalize)
            {
                Prompts = named,
                DefaultPrompt = defaultPrompt,
                PoolsPrompt = poolsPrompt,
                MaxLength = transformer?.Integer("max_seq_length") is > 0 and var most ? most : null,
                Dimensions = prompts?.Integer("truncate_dim") is > 0 and var dimensions ? dimensions : null,
                LowerCase = transformer?.Flag("do_lower_case") ?? false,
            };
    }

    private static (IReadOnlyList<PoolingMode> Modes, bool PoolsPrompt) Pooling(
        string folder,
        string module,
        List<string> faults,
        List<string> warnings
    )
    {
        // Other folders are not screened, and a path out of the folder could read any file.
        var name = $"{module}/config.json";
        if (!ExportFolders.IsModule(module))
        {
            faults.Add($"{Modules}: the path of the pooling module must be a folder beside it, such as 1_Pooling.");
            return ([], true);
        }

        if (Optional(folder, name, faults) is not { } config)
        {
            faults.Add($"{name} is missing, which {Modules} names; copy it from the model's repository.");
            return ([], true);
        }

        return (PoolingReader.Read(config, name, faults, warnings), config.Flag("include_prompt") ?? true);
    }

    /// <summary>The Transformer module's settings: in its folder, otherwise beside modules.json, under the first name that is there.</summary>
    private static JsonSection? Transformer(string folder, string module, List<string> faults)
    {
        string[] places = ExportFolders.IsModule(module) ? [module + "/", ""] : [""];
        var found = places
            .SelectMany(place => TransformerSettings.Names.Select(name => place + name))
            .FirstOrDefault(name => File.Exists(Path.Combine(folder, name)));
        return found is null ? null : Optional(folder, found, faults);
    }

    private static Dictionary<string, string> Prompts(JsonSection? config)
    {
        Dictionary<string, string> prompts = new(StringComparer.Ordinal);
        if (config?.Section("prompts") is { } section)
        {
            foreach (var name in section.Names)
            {
                prompts[name] =
                    section.Text(name, text => text.Length <= LongestPrompt, $"a string of at most {LongestPrompt} characters") ?? "";
            }
        }

        return prompts;
    }

    private static JsonSection? Optional(string folder, string name, List<string> faults) =>
        JsonFile.ReadOptional(Path.Combine(folder, name), faults);

    private static IReadOnlyList<JsonSection>? List(string folder, string name, List<string> faults) =>
        File.Exists(Path.Combine(folder, name)) ? JsonFile.ReadList(Path.Combine(folder, name), faults) : null;
}
