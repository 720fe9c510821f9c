using TransformerService.Distillation.Data;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Training;
using TransformerService.Inference.Tokenization;

namespace TransformerService.Distillation.Recipes;

/// <summary>A recipe's corpora, cleaned, split and encoded.</summary>
internal sealed record TranslationData(int Vocabulary, IReadOnlyList<EncodedPair> Training, IReadOnlyList<EncodedPair> Validation)
{
    /// <summary>Reads the corpora and trains the tokenizer into <paramref name="tokenizerFolder"/>, unless it is there from an earlier run.</summary>
    /// <exception cref="CorpusException">A corpus is missing or malformed.</exception>
    /// <exception cref="SentencePieceException">spm_train is missing or fails.</exception>
    public static async Task<TranslationData> PrepareAsync(
        TranslationRecipe recipe, string dataFolder, string tokenizerFolder, TextWriter log, CancellationToken cancellationToken)
    {
        var reader = new CorpusReader(new CorpusReaderOptions { MalformedLines = MalformedLinePolicy.Skip });
        var cleaner = new CorpusCleaner(new CleaningOptions());
        List<TextPair> pairs = [.. recipe.Corpora.SelectMany(file => cleaner.Clean(reader.ReadPairs(Path.Combine(dataFolder, file))))];
        log.WriteLine($"{pairs.Count} pairs; left out: {string.Join(", ", cleaner.Rejected.Select(reason => $"{reason.Key} {reason.Value}"))}");
        List<TextPair> training = [], validation = [];
        var splitter = new CorpusSplitter((ulong)recipe.Teacher.Training.Seed, recipe.ValidationShare);
        pairs.ForEach(pair => (splitter.IsHeldOut(pair.Source) ? validation : training).Add(pair));

        if (!File.Exists(Path.Combine(tokenizerFolder, "vocab.json")))
        {
            log.WriteLine($"Training {recipe.Pieces} SentencePiece pieces …");
            var options = new SentencePieceOptions
            {
                VocabularySize = recipe.Pieces, SourceLanguage = recipe.SourceLanguage, TargetLanguage = recipe.TargetLanguage,
            };
            var trainer = new SentencePieceTrainer(SpmTrain.Find(Environment.GetEnvironmentVariable("PATH")), options);
            SentencePieceModel model = await trainer.TrainAsync(training.SelectMany(pair => new[] { pair.Source, pair.Target }), cancellationToken);
            Directory.CreateDirectory(tokenizerFolder);
            model.Write(tokenizerFolder, options);
        }

        TextTokenizer tokenizer = TokenizerLoader.Load(tokenizerFolder);
        IReadOnlyList<EncodedPair> encodedTraining = Encode(training), encodedValidation = Encode(validation);
        log.WriteLine(
            $"{encodedTraining.Count} pairs to train on ({encodedTraining.Sum(pair => (long)pair.Target.Length)} target tokens), {encodedValidation.Count} to validate.");
        return new TranslationData(tokenizer.LargestVocabularyId + 1, encodedTraining, encodedValidation);

        IReadOnlyList<EncodedPair> Encode(List<TextPair> texts) =>
        [
            .. texts.AsParallel().AsOrdered()
                .Select(pair => new EncodedPair(tokenizer.Encode(pair.Source, int.MaxValue).Ids, tokenizer.Encode(pair.Target, int.MaxValue).Ids))
                .Where(pair => pair.Source.Length <= recipe.MaxTokens && pair.Target.Length <= recipe.MaxTokens),
        ];
    }
}
