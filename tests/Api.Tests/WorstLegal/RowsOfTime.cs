using System.Text;
using static TransformerService.Api.Tests.WorstLegal.Bodies;
using static TransformerService.Api.Tests.WorstLegal.Names;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>What stays open, and who comes and goes.</summary>
internal static class RowsOfTime
{
    private static readonly TimeSpan AMoment = TimeSpan.FromMilliseconds(5);

    public static IEnumerable<WorstRow> OfTime()
    {
        string[] closed = [CallCounts.Closed, "408"];
        // Where an address has all the connections that it may have, its small callers find none, keyed or not: a key is read after the
        // accept.

        yield return new(
            "80 at once: the largest answer, taken slowly",
            Dearest.AnswerBytes,
            [AllAnswers, Rate, TransferTime, Grace, Texts],
            attack =>
                new SlowConnections(
                    _ => 80,
                    limits => Request(Classifications, Classify(MostLabels, Enumerable.Repeat("a", limits.Texts), topK: limits.Labels))
                )
                {
                    TakenPerSecond = attack.Limits.BytesPerSecond * 5 / 3,
                }.AttackAsync(attack)
        )
        {
            Quick = Company.SameAddress,
            Also = closed,
        };
        yield return new(
            "150 at once: the largest body, sent slowly",
            Dearest.Heap,
            [BodyBytes, AllBodies, Rate, TransferTime, Grace],
            attack =>
                new SlowConnections(_ => 150, limits => Declared(limits.BodyBytes))
                {
                    SentPerSecond = attack.Limits.LeastSpeed(attack.Limits.BodyBytes) * 5 / 4,
                }.AttackAsync(attack)
        )
        {
            Quick = Company.AnotherAddress,
            Promised = Company.AnotherAddress,
            Also = closed,
        };
        yield return new(
            "100 at once: headers without an end",
            Dearest.OpenTime,
            ["Access:Limits:HeadersTimeout", "Access:Limits:MaxHeaderBytes", AllConnections],
            attack =>
                new SlowConnections(_ => 100, _ => Encoding.ASCII.GetBytes("POST /v1/translate HTTP/1.1\r\nHost: localhost\r\nX-Long: "))
                {
                    SentPerSecond = attack.Limits.HeaderBytes / 100,
                }.AttackAsync(attack)
        )
        {
            Quick = Company.None,
            Promised = Company.AnotherAddress,
            Also = [.. closed, "431"],
        };
        yield return new(
            "all connections, idle",
            Dearest.OpenTime,
            [AllConnections, ConnectionsOfOne, ProbeConnections, "Access:Limits:IdleTimeout"],
            new SlowConnections(limits => limits.Connections, _ => []).AttackAsync
        )
        {
            Quick = Company.AnotherAddress,
            Promised = Company.AnotherAddress,
            Also = closed,
        };
        yield return new(
            "all health watches",
            Dearest.OpenTime,
            ["Grpc:MaxHealthWatches", "Grpc:MaxHealthWatchesPerAddress", Streams],
            attack =>
                GrpcCalls.WatchesAsync(
                    attack,
                    attack.Limits.HealthWatches / attack.Limits.StreamsPerConnection,
                    attack.Limits.StreamsPerConnection
                )
        )
        {
            IsAnswered = true,
        };
        yield return new(
            "all streams without a key, idle",
            Dearest.OpenTime,
            ["Grpc:MaxAnonymousStreams", "Grpc:MaxAnonymousStreamsPerAddress", "Grpc:AnonymousStreamIdleTime", Streams],
            attack =>
                GrpcCalls.IdleStreamsAsync(
                    attack,
                    1 + attack.Limits.AnonymousStreams / attack.Limits.StreamsPerConnection,
                    attack.Limits.StreamsPerConnection
                )
        )
        {
            Quick = Company.SameAddress,
        };
        yield return new(
            "8 at once: 1 ms of time",
            Dearest.Cpu,
            [RequestTime],
            new Posts(Translations, (limits, share) => Translate(Words(limits, share), options: Dearest(limits)), 8)
            {
                Headers = [("X-Request-Timeout-Ms", "1")],
            }.AttackAsync
        );
        yield return new(
            "8 at once: callers that leave",
            Dearest.Cpu,
            [RequestTime, Requests],
            new Posts(Translations, (limits, share) => Translate(Words(limits, share), options: Dearest(limits)), 8)
            {
                Patience = AMoment,
            }.AttackAsync
        );
        yield return new(
            "the most headers",
            Dearest.Heap,
            ["Access:Limits:MaxHeaders", "Access:Limits:MaxHeaderBytes"],
            attack =>
                new Posts(Translations, (_, _) => Translate([Sentence]), Few) { Headers = MostHeaders(attack.Limits) }.AttackAsync(attack)
        )
        {
            IsAnswered = true,
            Quick = Company.SameAddress,
        };
    }

    private static byte[] Request(string path, byte[] body) =>
        [
            .. Encoding.ASCII.GetBytes(
                $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"
            ),
            .. body,
        ];

    private static byte[] Declared(int bytes) =>
        Encoding.ASCII.GetBytes(
            $"POST {Translations} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n{{"
        );

    // Room for those that every call has.
    private static (string, string)[] MostHeaders(LegalLimits limits)
    {
        int count = limits.Headers - 10,
            length = ((limits.HeaderBytes - 2_048) / count) - 12;
        return [.. Enumerable.Range(0, count).Select(number => ($"X-H{number}", new string('a', length)))];
    }
}
