using TransformerService.Api.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(ExportsServer))]

namespace TransformerService.Api.Tests.Hosting;

/// <summary>A server with every fixture, with every kind of decoder, and with tokenizer.json alone.</summary>
public sealed class ExportsServer : ApiServer
{
    private const string Translation = """{ "task": "translation" }""";
    private const string Classification = """{ "task": "text-classification" }""";

    /// <summary>What the model does is found from its graph.</summary>
    private const string Found = "{}";

    public ExportsServer()
        : base(
            new FixtureRepository()
                .Add("marian-split", "marian-tiny", Translation)
                .Add("marian-merged", "marian-tiny", Translation, "decoder_model.onnx", "decoder_with_past_model.onnx")
                .Add("marian-nopast", "marian-tiny-nopast", Translation)
                .Add("t5-split", "t5-tiny", Translation)
                .Add("t5-merged", "t5-tiny", Translation, "decoder_model.onnx", "decoder_with_past_model.onnx", "spiece.model")
                .Add("m2m100", "m2m100-tiny", Found)
                .Add("nllb", "nllb-tiny", Found)
                .Add("mbart50", "mbart50-tiny", Found)
                .Add("bart", "bart-tiny", Translation)
                .Add("pegasus", "pegasus-tiny", Translation)
                .Add("distilbert", "distilbert-tiny", Classification)
                .Add("bert", "bert-tiny", Classification)
                .Add("bert-fast", "bert-tiny", Classification, "vocab.txt")
                .Add("roberta", "roberta-tiny", Classification)
                .Add("roberta-fast", "roberta-tiny", Classification, "vocab.json", "merges.txt")
                .Add("deberta", "deberta-v2-tiny", Found)
                .Add("deberta-types", "deberta-v2-tiny-types", Found)
                .Add("modernbert", "modernbert-like-tiny", Found)
                .Add("xlm-roberta", "xlm-roberta-tiny", Found)
                .Add("xlm-roberta-hub", "xlm-roberta-tiny-hub", Found)
                .Add("nli", "bart-nli-tiny", Found)
                .Add("ner", "bert-ner-tiny", Found)
                .Add("embedder", "sentence-bert-tiny", Found)
                .Add("ranker", "cross-encoder-tiny", Found)
        ) { }

    /// <summary>The fixture whose golden answers a model must give.</summary>
    public static string FixtureOf(string model) =>
        model switch
        {
            "marian-split" or "marian-merged" or "marian-nopast" => "marian-tiny",
            "t5-split" or "t5-merged" => "t5-tiny",
            "deberta" => "deberta-v2-tiny",
            "deberta-types" => "deberta-v2-tiny-types",
            "modernbert" => "modernbert-like-tiny",
            "xlm-roberta" => "xlm-roberta-tiny",
            "xlm-roberta-hub" => "xlm-roberta-tiny-hub",
            "nli" => "bart-nli-tiny",
            "ner" => "bert-ner-tiny",
            "embedder" => "sentence-bert-tiny",
            "ranker" => "cross-encoder-tiny",
            _ => model.Split('-')[0] + "-tiny",
        };
}
