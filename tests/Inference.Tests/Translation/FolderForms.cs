using System.Text.Json.Nodes;

namespace TransformerService.Inference.Tests.Translation;

/// <summary>Where a folder has the tokens of its languages.</summary>
public enum FolderForm
{
    /// <summary>In the list <c>extra_special_tokens</c> of tokenizer_config.json, as transformers 5 writes it.</summary>
    ExtraTokens,

    /// <summary>In an object <c>extra_special_tokens</c> of names and tokens.</summary>
    ExtraNamedTokens,

    /// <summary>In tokenizer.json alone, with the class that transformers 5 names.</summary>
    TokenizerJsonOnly,

    /// <summary>In added_tokens.json or tokenizer.json, without settings.</summary>
    NoSettings,
}

/// <summary>Rewrites a folder as other versions of transformers would have written it.</summary>
internal static class FolderForms
{
    private const string Config = "tokenizer_config.json",
        Additional = "additional_special_tokens",
        Extra = "extra_special_tokens",
        Decoder = "added_tokens_decoder";

    public static void Apply(string folder, FolderForm form)
    {
        var path = Path.Combine(folder, Config);
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject(); // the fixtures' files are objects
        string[] languages =
        [
            .. config[Decoder]!.AsObject().Select(token => token.Value!["content"]!.GetValue<string>()).Where(content => content[0] != '<'),
        ];
        File.Delete(Path.Combine(folder, "special_tokens_map.json"));
        config.Remove(Additional);
        switch (form)
        {
            case FolderForm.NoSettings:
                File.Delete(path);
                return;
            case FolderForm.ExtraNamedTokens:
                config[Extra] = new JsonObject(
                    languages.Select(language => KeyValuePair.Create<string, JsonNode?>($"{language}_token", language))
                );
                break;
            case FolderForm.ExtraTokens:
                config[Extra] = new JsonArray([.. languages.Select(language => (JsonNode)language)]);
                break;
            default:
                config["tokenizer_class"] = "TokenizersBackend";
                break;
        }

        File.Delete(Path.Combine(folder, "added_tokens.json"));
        if (File.Exists(Path.Combine(folder, "tokenizer.json")))
        {
            config.Remove(Decoder);
        }

        File.WriteAllText(path, config.ToJsonString());
    }
}
