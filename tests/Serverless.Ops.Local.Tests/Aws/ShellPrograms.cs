namespace Serverless.Ops.Local.Tests.Aws;

/// <summary>Small real programs for tests, in bash and curl.</summary>
internal static class ShellPrograms
{
    /// <summary>A custom Lambda runtime, which speaks the Runtime API. The payload's <c>do</c> selects its action.</summary>
    public const string Runtime = """
        #!/bin/bash
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        if [ "$FAIL_INIT" = 1 ]; then
          curl -s -o /dev/null -X POST "$api/init/error" -d '{"errorType":"InvalidSettingException","errorMessage":"no OPS_STORE"}'
          exit 1
        fi
        count=0
        while true; do
          headers=$(mktemp)
          payload=$(curl -s -D "$headers" "$api/invocation/next") || exit 0
          id=$(tr -d '\r' < "$headers" | sed -n 's/^Lambda-Runtime-Aws-Request-Id: //Ip')
          deadline=$(tr -d '\r' < "$headers" | sed -n 's/^Lambda-Runtime-Deadline-Ms: //Ip')
          rm "$headers"
          count=$((count + 1))
          case "$payload" in
            *'"do":"throw"'*) curl -s -o /dev/null "$api/invocation/$id/error" -H 'Content-Type: application/vnd.aws.lambda.error+json' \
                -d '{"errorType":"NoSetBeforeTargetException","errorMessage":"none"}' ;;
            *'"do":"untyped"'*) curl -s -o /dev/null "$api/invocation/$id/error" -d '"just text"' ;;
            *'"do":"exit"'*) exit 3 ;;
            *'"do":"die"'*) kill -9 $$ ;;
            *'"do":"hang"'*) sleep 600 ;;
            *'"do":"large"'*) head -c 6291557 /dev/zero | tr '\0' '7' |
                curl -s -o /dev/null "$api/invocation/$id/response" -H 'Expect:' --data-binary @- ;;
            *'"do":"whole"'*) (printf '"'; head -c 6291554 /dev/zero | tr '\0' '7'; printf '"') |
                curl -s -o /dev/null "$api/invocation/$id/response" -H 'Expect:' --data-binary @- ;;
            *'"do":"wait"'*) while [ ! -e "$GATE" ]; do sleep 0.02; done; curl -s -o /dev/null "$api/invocation/$id/response" -d 'true' ;;
            *) process="\"count\":$count,\"pid\":$$,\"handler\":\"$_HANDLER\",\"home\":\"${SECRET_OF_THE_USER:-none}\""
                curl -s -o /dev/null "$api/invocation/$id/response" -d "{$process,\"deadline\":$deadline,\"got\":$payload}" ;;
          esac
        done
        """;

    public static string Write(string folder, string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
