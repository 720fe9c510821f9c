using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Shouldly;
using Xunit;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>gRPC calls byte by byte, for what no client sends, and for trailers as they come.</summary>
internal static class RawGrpc
{
    public const string Service = "/transformer.v1.Transformer/";

    private const int HeaderBytes = 5;
    private const int Attempts = 20;

    /// <summary>A message with its frame's header.</summary>
    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var header = new byte[HeaderBytes];
        header[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), message.Length);
        return [.. header, .. message];
    }

    /// <summary>A message with its frame's header.</summary>
    public static byte[] Frame(IMessage message) => Frame(message.ToByteArray());

    /// <summary>A field of a message whose wire type has a length (protobuf's encoding, "Length-Delimited Records").</summary>
    public static byte[] Field(int number, byte[] value) => [(byte)((number << 3) | 2), checked((byte)value.Length), .. value];

    /// <summary>
    /// Makes a call. The server may end a stream before the client has sent all of it, which loses the answer: then it is made again.
    /// </summary>
    public static async Task<RawGrpcAnswer> CallAsync(
        Uri server,
        string path,
        byte[] body,
        string contentType = "application/grpc",
        params (string Name, string Value)[] headers
    )
    {
        using var client = new HttpClient();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(client, server, path, body, contentType, headers);
            }
            catch (Exception exception) when (exception.GetBaseException() is HttpProtocolException && attempt < Attempts)
            {
                // Once more.
            }
        }
    }

    private static async Task<RawGrpcAnswer> SendAsync(
        HttpClient client,
        Uri server,
        string path,
        byte[] body,
        string contentType,
        (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.Add("te", "trailers");
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        return new RawGrpcAnswer(
            response.StatusCode,
            Trailer(response, "grpc-status"),
            Trailer(response, "grpc-message"),
            Messages(answer)
        );
    }

    private static string? Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values)
            ? values.ShouldHaveSingleItem()
            : null;

    private static List<byte[]> Messages(byte[] body)
    {
        List<byte[]> messages = [];
        for (var at = 0; at < body.Length; )
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(at + 1));
            messages.Add(body[(at + HeaderBytes)..(at + HeaderBytes + length)]);
            at += HeaderBytes + length;
        }

        return messages;
    }
}
