using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TransformerService.Api.Contracts;
using TransformerService.Models.Glossaries;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Bodies of requests, as short as they can be.</summary>
internal static class Bodies
{
    /// <summary>The bytes of JSON before the binary data of <see cref="BinaryInfer"/>.</summary>
    public const int BinaryInferHeader = 256;

    private static readonly JsonWriterOptions AsItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a translation.</summary>
    public static byte[] Translate(
        IEnumerable<string> texts,
        string? variant = null,
        object? options = null,
        IEnumerable<GlossaryEntryBody>? glossary = null,
        string? format = null,
        (string Source, string Target)? pair = null
    ) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            if (pair is var (source, target))
            {
                writer.WriteString("source", source);
                writer.WriteString("target", target);
            }
            else
            {
                writer.WriteString("model", Translator);
            }

            if (variant is not null)
            {
                writer.WriteString("variant", variant);
            }

            if (options is not null)
            {
                writer.WritePropertyName("options");
                JsonSerializer.Serialize(writer, options);
            }

            if (format is not null)
            {
                writer.WriteString("format", format);
            }

            if (glossary is not null)
            {
                writer.WritePropertyName("glossary");
                JsonSerializer.Serialize(writer, glossary, JsonSerializerOptions.Web);
            }
        });

    /// <summary>The largest glossary: every entry begins with the same letters, and the last one grows its term to the longest translation.</summary>
    public static IEnumerable<GlossaryEntryBody> LargestGlossary() =>
        Enumerable
            .Range(1, Glossary.MostOfCall - 1)
            .Select(number => new GlossaryEntryBody { Source = Repeat("a ", 190) + number, Target = "b" })
            .Append(new GlossaryEntryBody { Source = "a", Target = new string('c', Glossary.LongestTerm) });

    /// <summary>The body of a share of the largest glossary of a key.</summary>
    public static byte[] OwnGlossary(double share) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                name = new string('a', Glossary.LongestTerm),
                source_lang = "en",
                target_lang = "fr",
                entries = string.Concat(
                    Enumerable
                        .Range(0, (int)(Glossary.MostOfCall * share))
                        .Select(static number => $"{Repeat("a ", 190)}{number}\t{new string('c', Glossary.LongestTerm)}\n")
                ),
                entries_format = "tsv",
            }
        );

    /// <summary>The body of a classification in windows.</summary>
    public static byte[] InWindows(string model, string text, int window, int stride) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                model,
                text,
                options = new { window, stride },
            }
        );

    /// <summary>The body of a classification.</summary>
    public static byte[] Classify(
        string model,
        IEnumerable<string> texts,
        IEnumerable<string>? pairs = null,
        string? variant = null,
        int? topK = null
    ) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            if (pairs is not null)
            {
                WriteTexts(writer, "textPair", pairs);
            }

            writer.WriteString("model", model);
            if (variant is not null)
            {
                writer.WriteString("variant", variant);
            }

            if (topK is { } most)
            {
                writer.WriteNumber("topK", most);
            }
        });

    /// <summary>The body of a classification by labels of the caller's own.</summary>
    public static byte[] Classify(string model, IEnumerable<string> texts, IEnumerable<string> labels, string template) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            WriteTexts(writer, "candidateLabels", labels);
            writer.WriteString("hypothesisTemplate", template);
            writer.WriteString("model", model);
        });

    /// <summary>The body of a prediction of texts and of pairs, which are two requests.</summary>
    public static byte[] Predict(IEnumerable<string> texts, IEnumerable<string> halves) =>
        Write(writer =>
        {
            writer.WriteStartArray("inputs");
            foreach (var sequence in texts.Select(text => (string[])[text]).Concat(halves.Select(half => (string[])[half, half])))
            {
                writer.WriteStartArray();
                Array.ForEach(sequence, writer.WriteStringValue);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        });

    /// <summary>The body of a call for embeddings.</summary>
    public static byte[] Embed(IEnumerable<string> texts, string? prompt = null) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            if (prompt is not null)
            {
                writer.WriteString("prompt", prompt);
            }
        });

    /// <summary>The body of a reranking.</summary>
    public static byte[] Rerank(string query, IEnumerable<string> documents) =>
        Write(writer =>
        {
            writer.WriteString("query", query);
            WriteTexts(writer, "documents", documents);
        });

    /// <summary>The body of a tagging.</summary>
    public static byte[] Tag(IEnumerable<string> texts, string aggregation = "simple") =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            writer.WriteString("aggregation", aggregation);
        });

    /// <summary>The body of a generation.</summary>
    public static byte[] Generate(IEnumerable<string> texts, object options) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            writer.WritePropertyName("options");
            JsonSerializer.Serialize(writer, options);
        });

    /// <summary>Where the calls of a task go.</summary>
    public static string PathOf(string task) =>
        task switch
        {
            "translation" => Translations,
            "feature-extraction" => Embeddings,
            "text-ranking" => Rerankings,
            "token-classification" => Taggings,
            "text2text-generation" => Generations,
            _ => Classifications,
        };

    /// <summary>The body of a call of any task.</summary>
    public static byte[] BodyOf(string task, string model, string variant, IEnumerable<string> texts) =>
        task switch
        {
            "translation" => Translate(texts, variant),
            "feature-extraction" => Embed(texts),
            "text-ranking" => Rerank("a b", texts),
            "token-classification" => Tag(texts),
            "text2text-generation" => Generate(texts, new { maxNewTokens = 8 }),
            _ => Classify(model, texts, variant: variant),
        };

    /// <summary>The body of a scoring.</summary>
    public static byte[] Score(IEnumerable<string> sources, IEnumerable<string> targets) =>
        Write(writer =>
        {
            writer.WriteString("model", Translator);
            WriteTexts(writer, "source", sources);
            WriteTexts(writer, "target", targets);
        });

    /// <summary>The body of an explanation of the most rows.</summary>
    public static byte[] Explain(
        string model,
        IEnumerable<string> texts,
        IEnumerable<string>? targets = null,
        string method = "occlusion"
    ) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            writer.WriteString("method", method);
            if (targets is not null)
            {
                WriteTexts(writer, "target", targets);
            }

            writer.WriteString("model", model);
            writer.WriteNumber("maxRows", 512);
        });

    /// <summary>The body of a call for tokens.</summary>
    public static byte[] Tokenize(string model, IEnumerable<string> texts) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            writer.WriteString("model", model);
        });

    /// <summary>The body of a call for languages.</summary>
    public static byte[] Detect(IEnumerable<string> texts, int topK) =>
        Write(writer =>
        {
            WriteTexts(writer, "text", texts);
            writer.WriteNumber("topK", topK);
        });

    /// <summary>The body of a call with texts in binary, which asks for its answer in binary too.</summary>
    public static byte[] BinaryInfer(IEnumerable<string> texts)
    {
        using var binary = new MemoryStream();
        using var writer = new BinaryWriter(binary);
        var count = 0;
        foreach (var text in texts.Select(Encoding.UTF8.GetBytes))
        {
            writer.Write(text.Length);
            writer.Write(text);
            count++;
        }

        var json =
            $$$"""{"parameters":{"binary_data_output":true},"inputs":[{"name":"text","shape":[{{{count}}}],"datatype":"BYTES","parameters":{"binary_data_size":{{{binary.Length}}}}}]}""";
        return [.. Encoding.ASCII.GetBytes(json.PadRight(BinaryInferHeader)), .. binary.ToArray()];
    }

    /// <summary>The body of a call for the text of one id, repeated.</summary>
    public static byte[] Detokenize(string model, int id, int times) =>
        Write(writer =>
        {
            writer.WriteStartArray("ids");
            for (var written = 0; written < times; written++)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
            writer.WriteString("model", model);
        });

    /// <summary>Options of the dearest search: every beam goes on to the last token.</summary>
    public static object Dearest(LegalLimits limits, int hypotheses = 1) =>
        new
        {
            beamSize = limits.Beams,
            minNewTokens = limits.NewTokens,
            maxNewTokens = limits.NewTokens,
            numHypotheses = hypotheses,
        };

    /// <summary>A text, repeated up to a length.</summary>
    public static string Repeat(string unit, int characters) =>
        new StringBuilder(characters).Insert(0, unit, characters / unit.Length).ToString();

    /// <summary>The most texts that the most characters allow, each of words: all of one letter but the last, for a translator copies a text without a longer one.</summary>
    public static IEnumerable<string> Words(LegalLimits limits, double share, int parts = 1) =>
        Enumerable.Repeat(Repeat("a b ", limits.Characters / limits.Texts / parts - Word.Length) + Word, Share(limits.Texts, share));

    /// <summary>A share of a limit, one at least.</summary>
    public static int Share(int limit, double share) => Math.Max(1, (int)(limit * share));

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, AsItIs);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
