using System.Text;
using TransformerService.V1;
using static TransformerService.Api.Tests.WorstLegal.Bodies;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>The table: for each limit the request that is just inside of it and dearest. Who adds what can run a model again, or hold memory, adds its row.</summary>
internal static class WorstRows
{
    private const string Translations = "/v1/translate", Classifications = "/v1/classify", MostLabels = "intent", FewLabels = "sentiment";
    private const string Texts = "Inference:MaxTextsPerRequest", Characters = "Inference:MaxCharactersPerRequest", Requests = "Inference:MaxConcurrentRequests";
    private const string Rows = "Inference:MaxRowsPerRequest", Tokens = "Inference:MaxTokensPerRequest", QueuedTokens = "Batching:MaxQueuedTokens";
    private const string AllCharacters = "Inference:MaxConcurrentCharacters", AllAnswers = "Inference:MaxConcurrentAnswerBytes";
    private const string Timeout = "Inference:RequestTimeout", NewTokens = "Inference:MaxNewTokens", Runs = "Inference:ConcurrentRuns";
    private const string QueuedRows = "Batching:MaxQueuedRows", BatchRows = "Batching:MaxBatchRows", BatchTokens = "Batching:MaxBatchTokens", DecoderTokens = "Batching:MaxDecoderTokens";
    private const string BodyBytes = "Access:MaxRequestBodyBytes", AllBodies = "Access:MaxConcurrentBodyBytes", WrongKeys = "Access:WrongKeysPerMinute";
    private const string Rate = "Access:Limits:MinBytesPerSecond", Grace = "Access:Limits:SlowGracePeriod", Connections = "Access:Limits:MaxConnections";
    private const string Streams = "Access:Limits:MaxStreamsPerConnection", KeyRate = "Access:Keys:0:RequestsPerMinute", InFlight = "Grpc:MaxStreamInFlight";

    private const int Few = 4, Some = 16, Many = 64;
    private const string Sentence = "Two dogs are playing in the snow.";

    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(5);

    // Marks of two classes in the order that is not canonical; a character that NFKC makes 18 of; a syllable in its three parts.
    private const string LongestExpansion = "ﷺ", Jamo = "각";

    public static IReadOnlyList<WorstRow> All { get; } =
    [
        .. OfRows(), .. OfWork(), .. OfText(), .. OfMemory(), .. OfTime(), .. OfPlaces(),
    ];

    private static IEnumerable<WorstRow> OfRows()
    {
        yield return new("one text of the most lines, all beams", Dearest.Rows, [Rows, Tokens, QueuedTokens, QueuedRows, Characters, NewTokens], new Posts(
            Translations, (limits, share) => Translate([Repeat("a\n", 4 * Share(limits.QueuedRows, share))], options: Dearest(limits))).AttackAsync);
        yield return new("one text of the most characters: lines", Dearest.Rows, [Rows, Characters, QueuedRows], new Posts(
            Translations, (limits, share) => Translate([Repeat("a\n", Share(limits.Characters, share))])).AttackAsync);
        yield return new("one text of the most characters: sentences", Dearest.Rows, [Rows, Characters, QueuedRows], new Posts(
            Translations, (limits, share) => Translate([Repeat("A a. ", Share(limits.Characters, share))])).AttackAsync);
        yield return new("the most texts of lines", Dearest.Rows, [Texts, QueuedRows], new Posts(
            Translations, (limits, share) => Translate(Enumerable.Repeat("a\na\na\na\n", Share(limits.Texts, share)))).AttackAsync);
        yield return new("the most texts of one letter", Dearest.Rows, [Texts], new Posts(
            Translations, (limits, share) => Translate(Enumerable.Repeat("a", Share(limits.Texts, share)))).AttackAsync) { IsAnswered = true };
        yield return new("the most pairs", Dearest.Rows, [Texts, Characters], new Posts(
            Classifications, (limits, share) => Classify(FewLabels, Words(limits, share, parts: 2), Words(limits, share, parts: 2))).AttackAsync) { IsAnswered = true };
    }

    private static IEnumerable<WorstRow> OfWork()
    {
        yield return new("the most texts, all beams", Dearest.Cpu, [Tokens, QueuedTokens, Texts, NewTokens, DecoderTokens, Timeout], new Posts(
            Translations, (limits, share) => Translate(Enumerable.Repeat("a", Share(limits.Texts, share)), options: Dearest(limits))).AttackAsync)
            { Quick = Company.Alone | Company.SameAddress };
        foreach (int inFlight in new[] { 1, Few, 2 * Some })
        {
            yield return new($"{inFlight} at once: 16 texts, all beams, hypotheses", Dearest.Cpu, [Tokens, QueuedTokens, NewTokens, Runs, Requests], new Posts(
                Translations, (limits, share) => Translate(Enumerable.Repeat("a", Share(Some, share)), options: Dearest(limits, limits.Beams)), inFlight).AttackAsync)
                { Quick = inFlight == Few ? Company.SameAddress | Company.AtRateLimit | Company.WithoutKey : Company.SameAddress };
        }

        yield return new("8 at once: one text, all beams and tokens", Dearest.Cpu, [NewTokens, Runs], new Posts(
            Translations, (limits, _) => Translate(["a"], options: Dearest(limits)), 8).AttackAsync) { IsAnswered = true };
        yield return new("the largest options", Dearest.Cpu, [NewTokens], new Posts(Translations, (limits, share) => Translate(
            Enumerable.Repeat("a b c d e f g h", Share(Some, share)), options: new
            {
                beamSize = limits.Beams, numHypotheses = limits.Beams, minNewTokens = limits.NewTokens, maxNewTokens = limits.NewTokens, noRepeatNgramSize = 32,
                repetitionPenalty = 10, lengthPenalty = 10, earlyStopping = "never", splitSentences = false,
            })).AttackAsync);
        yield return new("run-on texts that loop to the last token", Dearest.Cpu, [NewTokens, BatchTokens], new Posts(
            Translations, (limits, share) => Translate(Enumerable.Repeat(Repeat("very ", 1_000), Share(limits.Characters / 1_000, share)), options: new { splitSentences = false })).AttackAsync);
        yield return new("every model and variant at once", Dearest.Cpu, [Runs, BatchRows], attack => Task.WhenAll(attack.Limits.Variants.Select(variant => new Posts(
            variant.Translates ? Translations : Classifications,
            (limits, share) => variant.Translates ? Translate(Words(limits, share), variant.Variant) : Classify(variant.Model, Words(limits, share), variant: variant.Variant)).AttackAsync(attack))));
        yield return new("the shadow asks the teacher about each text", Dearest.Cpu,
            ["Shadow:SampleRate", "Shadow:MaxPerSecond", "Shadow:QueueCapacity", "Shadow:BatchTexts", "Shadow:MaxCharacters", "Batching:MaxShadowBatchRows", "Shadow:Store:MaxPendingSamples"],
            attack => ShadowAll.WhileAsync(attack, new Posts(Translations, (limits, share) => Translate(Words(limits, share))).AttackAsync)) { IsAnswered = true };
    }

    private static IEnumerable<WorstRow> OfText()
    {
        (string Name, string Unit)[] units =
        [
            ("one word", "a"), ("words without a sentence's end", "a "), ("breaks alone", "\n"), ("spaces alone", " "), ("punctuation", "!"), ("opening quotes", "«"),
            ("surrogate pairs", "😀"), ("zero-width joiners", "a‍"), ("the longest expansion", LongestExpansion), ("jamo", Jamo),
        ];
        foreach (var (name, unit) in units)
        {
            yield return new($"one text of the most characters: {name}", Dearest.Cpu, [Characters], attack => Task.WhenAll(
                new Posts(Translations, (limits, share) => Translate([Repeat(unit, Share(limits.Characters, share))])).AttackAsync(attack),
                new Posts(Classifications, (limits, share) => Classify(FewLabels, [Repeat(unit, Share(limits.Characters, share))])).AttackAsync(attack)))
                { Quick = unit is "a" or "\n" or LongestExpansion ? Company.SameAddress : Company.None };
        }

        yield return new("4 at once: most characters, marks in bad order", Dearest.Cpu, [Characters, Timeout], attack => Task.WhenAll(
            new Posts(Translations, (limits, share) => Translate([Marks(Share(limits.Characters, share))]), 2).AttackAsync(attack),
            new Posts(Classifications, (limits, share) => Classify(FewLabels, [Marks(Share(limits.Characters, share))]), 2).AttackAsync(attack)));
    }

    private static IEnumerable<WorstRow> OfMemory()
    {
        const Company Crowd = Company.AnotherAddress | Company.AtRateLimit | Company.WithoutKey;

        yield return new("64 texts of the teacher, all beams", Dearest.NativeMemory, [BatchRows, DecoderTokens], new Posts(
            Translations, (limits, share) => Translate(Enumerable.Repeat("a", Share(limits.BatchRows, share)), "teacher", Dearest(limits))).AttackAsync)
            { Quick = Company.Alone | Company.SameAddress };
        yield return new("4 at once: 64 texts of the teacher, all beams", Dearest.NativeMemory, [BatchRows, DecoderTokens, Runs], new Posts(
            Translations, (limits, share) => Translate(Enumerable.Repeat("a", Share(limits.BatchRows, share)), "teacher", Dearest(limits)), Few).AttackAsync)
            { Quick = Company.Alone };
        yield return new("the most texts of the most input tokens", Dearest.NativeMemory, [Texts, Characters, BatchTokens], attack => Task.WhenAll(
            new Posts(Translations, (limits, share) => Translate(Words(limits, share), "teacher")).AttackAsync(attack),
            new Posts(Classifications, (limits, share) => Classify(FewLabels, Words(limits, share), variant: "teacher")).AttackAsync(attack)))
            { Quick = Company.Alone };
        foreach (int inFlight in new[] { Some, Many })
        {
            yield return new($"{inFlight} at once: the most characters in lines", Dearest.Heap, [AllCharacters, Characters, Requests, AllBodies], new Posts(
                Translations, (limits, share) => Translate([Repeat("a\n", Share(limits.Characters, share))]), inFlight).AttackAsync)
                { Quick = inFlight == Some ? Company.Alone | Company.AnotherAddress : Company.None, Promised = Crowd };
            yield return new($"{inFlight} at once: the most characters in words", Dearest.Heap, [AllCharacters, Characters, Requests, AllBodies], new Posts(
                Classifications, (limits, share) => Classify(FewLabels, [Repeat("a ", Share(limits.Characters, share))]), inFlight).AttackAsync)
                { Quick = inFlight == Many ? Company.Alone | Company.AnotherAddress : Company.None, Promised = Crowd };
        }

        yield return new("16 at once: the longest expansion", Dearest.Heap, [Characters, Requests], new Posts(
            Classifications, (limits, share) => Classify(FewLabels, [Repeat(LongestExpansion, Share(limits.Characters, share))]), Some).AttackAsync)
            { Quick = Company.Alone, Promised = Crowd };
        yield return new("the largest body: escapes", Dearest.Heap, [BodyBytes, Characters], new Posts(
            Translations, (limits, share) => Escaped(limits, share), Few).AttackAsync);
        yield return new("the largest body: white space", Dearest.Heap, [BodyBytes], new Posts(
            Translations, (limits, share) => Padded(Share(limits.BodyBytes, share)), Few).AttackAsync);
        yield return new("the largest body: empty texts", Dearest.Heap, [BodyBytes, Texts], new Posts(
            Translations, (limits, share) => EmptyTexts(Share(limits.BodyBytes, share)), Few).AttackAsync) { MayBeTooLarge = true };
        yield return new("the largest message: empty texts", Dearest.Heap, [BodyBytes, Streams], attack =>
        {
            var message = new TranslateRequest { Texts = { Enumerable.Repeat("", (attack.Limits.BodyBytes - Many) / 2) } };
            return GrpcCalls.UnaryAsync(attack, Few, async (client, call) => await client.TranslateAsync(message, call));
        }) { MayBeTooLarge = true };
        yield return new("every stream: messages of the most characters", Dearest.Heap, [Streams, Characters], attack =>
        {
            var message = new ClassifyRequest { Model = FewLabels, Texts = { Repeat("€ ", attack.Limits.Characters) } };
            return GrpcCalls.UnaryAsync(attack, attack.Limits.StreamsPerConnection, async (client, call) => await client.ClassifyAsync(message, call));
        }) { Quick = Company.AnotherAddress, Promised = Crowd };
        yield return new("8 at once: the largest answer", Dearest.AnswerBytes, [AllAnswers, Texts], new Posts(
            Classifications, (limits, share) => Classify(MostLabels, Enumerable.Repeat("a", Share(limits.Texts, share)), topK: limits.Labels), 8).AttackAsync)
            { Quick = Company.SameAddress };
        yield return new("every stream: the largest answer", Dearest.AnswerBytes, [Texts, Streams], attack =>
        {
            var message = new ClassifyRequest { Model = MostLabels, Texts = { Enumerable.Repeat("a", attack.Limits.Texts) }, TopK = attack.Limits.Labels };
            return GrpcCalls.UnaryAsync(attack, attack.Limits.StreamsPerConnection, async (client, call) => await client.ClassifyAsync(message, call));
        }) { Quick = Company.None, Promised = Crowd };
    }

    private static IEnumerable<WorstRow> OfTime()
    {
        const Company Others = Company.AnotherAddress | Company.AtRateLimit | Company.WithoutKey;
        string[] closed = [CallCounts.Closed, "408"];

        yield return new("80 at once: the largest answer, taken slowly", Dearest.AnswerBytes, [AllAnswers, Rate, Grace, Texts], attack => new SlowConnections(_ => 80, limits => Request(
            Classifications, Classify(MostLabels, Enumerable.Repeat("a", limits.Texts), topK: limits.Labels)))
            { TakenPerSecond = attack.Limits.BytesPerSecond * 5 / 3 }.AttackAsync(attack)) { Quick = Company.Alone | Company.AnotherAddress, Promised = Others, Also = closed };
        yield return new("150 at once: the largest body, sent slowly", Dearest.Heap, [BodyBytes, AllBodies, Rate, Grace], attack => new SlowConnections(_ => 150, limits => Declared(limits.BodyBytes))
            { SentPerSecond = attack.Limits.BytesPerSecond * 5 / 4 }.AttackAsync(attack)) { Quick = Company.Alone, Promised = Others, Also = closed };
        yield return new("100 at once: headers without an end", Dearest.OpenTime, ["Access:Limits:HeadersTimeout", "Access:Limits:MaxHeaderBytes", Connections], attack => new SlowConnections(
            _ => 100, _ => Encoding.ASCII.GetBytes("POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nX-Long: ")) { SentPerSecond = attack.Limits.HeaderBytes / 100 }.AttackAsync(attack))
            { Quick = Company.None, Promised = Others, Also = [.. closed, "431"] };
        yield return new("all connections, idle", Dearest.OpenTime, [Connections, "Access:Limits:IdleTimeout"], new SlowConnections(limits => limits.Connections, _ => []).AttackAsync)
            { Quick = Company.AnotherAddress, Promised = Others, Also = closed };
        yield return new("all health watches", Dearest.OpenTime, ["Grpc:MaxHealthWatches", "Grpc:MaxHealthWatchesPerAddress", Streams], attack =>
            GrpcCalls.WatchesAsync(attack, attack.Limits.HealthWatches / attack.Limits.StreamsPerConnection, attack.Limits.StreamsPerConnection)) { IsAnswered = true };
        yield return new("8 at once: 1 ms of time", Dearest.Cpu, [Timeout], new Posts(
            Translations, (limits, share) => Translate(Words(limits, share), options: Dearest(limits)), 8) { Headers = [("X-Request-Timeout-Ms", "1")] }.AttackAsync);
        yield return new("8 at once: callers that leave", Dearest.Cpu, [Timeout, Requests], new Posts(
            Translations, (limits, share) => Translate(Words(limits, share), options: Dearest(limits)), 8) { Patience = AMoment }.AttackAsync);
        yield return new("the most headers", Dearest.Heap, ["Access:Limits:MaxHeaders", "Access:Limits:MaxHeaderBytes"], attack => new Posts(
            Translations, (_, _) => Translate([Sentence]), Few) { Headers = MostHeaders(attack.Limits) }.AttackAsync(attack)) { IsAnswered = true, Quick = Company.SameAddress };
    }

    private static IEnumerable<WorstRow> OfPlaces()
    {
        const Company Others = Company.AnotherAddress | Company.AtRateLimit | Company.WithoutKey;

        yield return new("every place by eight streams of one connection", Dearest.Places, [InFlight, Requests, KeyRate, Streams], attack =>
            GrpcCalls.StreamsAsync(attack, connections: 1, streams: 8, id => new TranslateStreamRequest { Id = $"{id}", Text = Sentence }))
            { Quick = Company.AtRateLimit | Company.WithoutKey, Promised = Others, IsAnswered = true };
        yield return new("every place by dear texts of streams, for two keys", Dearest.Places, [InFlight, Requests, KeyRate], attack =>
            GrpcCalls.StreamsAsync(attack with { Keys = [WorstServer.LimitedKey, WorstServer.SecondLimitedKey] }, connections: 2, streams: 8, id => new TranslateStreamRequest
            {
                Id = $"{id}", Text = "a", Options = new TranslateOptions { BeamSize = attack.Limits.Beams, MinNewTokens = attack.Limits.NewTokens, MaxNewTokens = attack.Limits.NewTokens },
            })) { Quick = Company.AtRateLimit, Promised = Others };
        yield return new("every stream that a connection may have", Dearest.Places, [Streams, InFlight, Requests], attack =>
            GrpcCalls.StreamsAsync(attack, connections: 1, attack.Limits.StreamsPerConnection, id => new TranslateStreamRequest { Id = $"{id}", Text = Sentence }))
            { Quick = Company.WithoutKey, Promised = Others };
        yield return new("more requests than there are places", Dearest.Places, [Requests], new Posts(Translations, (_, _) => Translate([Sentence]), 600).AttackAsync)
            { Quick = Company.AnotherAddress, Promised = Others };
        yield return new("wrong keys", Dearest.Places, [WrongKeys], attack => new Posts(Translations, (_, _) => Translate([Sentence]), 8)
            .AttackAsync(attack with { Keys = ["tsk_another-key"] })) { Also = ["401"] };
    }

    /// <summary>The most texts that the most characters allow, each of words.</summary>
    private static IEnumerable<string> Words(LegalLimits limits, double share, int parts = 1) =>
        Enumerable.Repeat(Repeat("a b ", limits.Characters / limits.Texts / parts), Share(limits.Texts, share));

    private static string Marks(int characters) => "a" + new string('\u0301', (characters - 1) / 2) + new string('\u0316', (characters - 1) / 2);

    private static byte[] Escaped(LegalLimits limits, double share)
    {
        const string Escape = @"\u0061\u000a";
        return Encoding.ASCII.GetBytes($$"""{"text":"{{Repeat(Escape, Share(Math.Min(limits.Characters / 2, (limits.BodyBytes / Escape.Length) - 2), share) * Escape.Length)}}"}""");
    }

    private static byte[] Padded(int bytes)
    {
        string body = $$"""{"text":"{{Sentence}}"}""";
        return Encoding.ASCII.GetBytes(new string(' ', Math.Max(0, bytes - body.Length)) + body);
    }

    private static byte[] EmptyTexts(int bytes) => Encoding.ASCII.GetBytes($$"""{"text":[{{Repeat("\"\",", bytes / 3 * 3 - 15)}}""]}""");

    private static byte[] Request(string path, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private static byte[] Declared(int bytes) =>
        Encoding.ASCII.GetBytes($"POST {Translations} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n{{");

    // Room for those that every call has.
    private static (string, string)[] MostHeaders(LegalLimits limits)
    {
        int count = limits.Headers - 10, length = ((limits.HeaderBytes - 2_048) / count) - 12;
        return [.. Enumerable.Range(0, count).Select(number => ($"X-H{number}", new string('a', length)))];
    }
}
